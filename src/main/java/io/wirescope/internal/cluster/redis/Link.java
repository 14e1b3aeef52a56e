package io.wirescope.internal.cluster.redis;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/** One connection to one process of the engine. One thread may write while another reads; {@link #end} is for any thread. */
final class Link extends Connection {

    private final Socket socket;
    private String process = "";

    Link(Socket socket, JedisClientConfig config) {
        super(new OneSocket(socket), config);
        this.socket = socket;
    }

    /** Sets which process answers. */
    void of(String newProcess) {
        process = newProcess;
    }

    /** {@return the id of the process that answers, which is another after each of its starts} */
    String process() {
        return process;
    }

    /** Writes a command, which may stay in the buffer until {@link #push}. */
    void write(byte[]... words) {
        byte[][] arguments = new byte[words.length - 1][];
        System.arraycopy(words, 1, arguments, 0, arguments.length);
        byte[] command = words[0];
        sendCommand(() -> command, arguments);
    }

    void write(String... words) {
        write(bytes(words));
    }

    static byte[][] bytes(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    /** Sends what was written. */
    void push() {
        flush();
    }

    /**
     * Reads the next reply.
     *
     * @return a {@code String}, a {@code Long}, a {@code List} of replies, null, or a {@link JedisDataException} where the engine
     *         refused the command
     */
    Object read() {
        try {
            return decoded(getUnflushedObject());
        } catch (JedisDataException e) {
            return e;
        }
    }

    /** {@return the reply of a command that is sent alone} */
    Object ask(String... words) {
        write(words);
        push();
        Object reply = read();
        if (reply instanceof JedisDataException refused) {
            throw refused;
        }
        return reply;
    }

    private static Object decoded(Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> list) {
            List<Object> all = new ArrayList<>(list.size());
            list.forEach(element -> all.add(decoded(element)));
            return all;
        }
        return reply;
    }

    /** Ends the connection, also for a thread that waits for it. */
    void end() {
        try {
            socket.close();
        } catch (IOException e) {
            setBroken(); // it is as good as closed
        }
    }
}
