package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that loses its connection again and again, each time in a way of chance, and resumes with
 * its session and its position. It notes every offset of {@code broadcast} that is not the next one.
 */
final class RestlessClient implements Runnable {

    /** How a connection is lost. */
    enum Cut {
        /** The client's host resets it. */
        RESET,
        /** The network goes dead; neither end notices. */
        HALF_OPEN,
        /** The client stops reading and never closes. */
        STALL,
        /** The client closes right after the 101, before it has read {@code hello}. */
        AFTER_HANDSHAKE
    }

    /** What all clients of a test share. */
    record Test(URI server, FreezingProxy proxy, AtomicInteger cutsLeft, int lastOffset, CountDownLatch arrived,
            AtomicBoolean over, Queue<String> failures, Queue<Socket> sockets) {
    }

    private static final int CONTINUATION_OR_TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PATIENCE_MILLIS = 30_000;

    private final String id;
    private final Test test;
    private final SplittableRandom random;
    private final Map<Cut, Integer> cuts = new EnumMap<>(Cut.class);

    private String token;
    private String epoch;
    private long offset;
    private long delivered;
    private long told;
    private int resumed;
    private int gaps;
    private volatile String connectionId;

    RestlessClient(String id, Test test, long seed) {
        this.id = id;
        this.test = test;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        try {
            while (!test.over.get()) {
                live();
            }
        } catch (IOException | RuntimeException e) {
            if (!test.over.get()) {
                test.failures.add(id + " at " + offset + ": " + e);
            }
        }
    }

    /** One connection, from its handshake to its end. */
    private void live() throws IOException {
        Cut cut = test.cutsLeft.getAndDecrement() > 0 ? Cut.values()[random.nextInt(Cut.values().length)] : null;
        URI address = cut == Cut.HALF_OPEN ? test.proxy.address() : test.server;
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        test.sockets.add(socket);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
        handshake(socket, in);
        if (cut == Cut.AFTER_HANDSHAKE) {
            lose(socket, cut);
            return;
        }
        greet(Answer.parse(message(in)));
        long until = cut == null ? Long.MAX_VALUE : offset + 1 + random.nextInt(2_000);
        while (offset < Math.min(until, test.lastOffset)) {
            take(message(in), socket.getOutputStream());
        }
        if (cut != null && offset < test.lastOffset) {
            lose(socket, cut);
        } else {
            stay(socket, in);
        }
    }

    /** Has it all, and continues to answer the server's pings until the test is over. */
    private void stay(Socket socket, DataInputStream in) throws IOException {
        test.arrived.countDown();
        while (!test.over.get()) {
            take(message(in), socket.getOutputStream());
        }
    }

    private void lose(Socket socket, Cut cut) throws IOException {
        cuts.merge(cut, 1, Integer::sum);
        connectionId = null;
        switch (cut) {
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case AFTER_HANDSHAKE -> socket.close();
            case HALF_OPEN -> test.proxy.freeze(socket.getLocalPort());
            case STALL -> { } // open, and never read again
        }
    }

    private void handshake(Socket socket, InputStream in) throws IOException {
        String target = "/ws/client?client_id=" + id + (token == null ? "" : "&session=" + token + "&position="
                + URLEncoder.encode("broadcast@" + epoch + ":" + offset, StandardCharsets.UTF_8));
        socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer to the handshake, but " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + head);
        }
    }

    private void greet(JsonObject hello) {
        JsonObject payload = hello.getJsonObject("payload");
        JsonObject session = payload.getJsonObject("session");
        JsonObject place = session.getJsonArray("positions").getValuesAs(JsonObject.class).stream()
                .filter(position -> position.getString("channel").equals("broadcast")).findFirst().orElseThrow();
        connectionId = payload.getString("connection_id");
        if (token == null) {
            epoch = place.getString("epoch");
            offset = place.getInt("offset");
        } else if (session.getBoolean("resumed")) {
            resumed++;
        } else if (session.getJsonArray("gaps").toString().contains("\"broadcast\"")) {
            gaps++;
            told += place.getInt("offset") - offset;
            offset = place.getInt("offset");
        } else {
            test.failures.add(id + ": neither resumed nor told of a gap: " + hello);
        }
        token = session.getString("token");
    }

    private void take(String message, OutputStream out) throws IOException {
        if (message.contains("\"type\":\"ping\"")) {
            send(out, Messages.envelope("pong").build().toString());
            return;
        }
        if (!message.contains("\"channel\":\"broadcast\"")) {
            throw new IOException("unasked for: " + message);
        }
        long found = Messages.number(message, "\"offset\":");
        if (found != offset + 1 || !message.contains(epoch)) {
            test.failures.add(id + ": after " + offset + " came " + message);
        }
        offset = found;
        delivered++;
    }

    private String message(DataInputStream in) throws IOException {
        while (true) {
            int opcode;
            try {
                opcode = in.readUnsignedByte() & 0xf;
            } catch (SocketTimeoutException e) {
                throw new IOException("nothing came for " + PATIENCE_MILLIS + " ms", e);
            }
            byte[] payload = new byte[length(in)];
            in.readFully(payload);
            switch (opcode) {
                case CONTINUATION_OR_TEXT -> {
                    return new String(payload, StandardCharsets.UTF_8);
                }
                case CLOSE -> throw new IOException("closed with " + (ByteBuffer.wrap(payload).getShort() & 0xffff));
                case PING -> throw new IOException("a ping of the container's");
                default -> throw new IOException("opcode " + opcode);
            }
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        return switch (first) {
            case 126 -> in.readUnsignedShort();
            case 127 -> (int) in.readLong();
            default -> first;
        };
    }

    private static void send(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 8).put((byte) 0x81);
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        }
        out.write(frame.putInt(0).put(bytes).array(), 0, frame.position());
    }

    /** {@return the server's id of the connection that this client has now} */
    String connectionId() {
        return connectionId;
    }

    long offset() {
        return offset;
    }

    /** {@return messages that came} */
    long delivered() {
        return delivered;
    }

    /** {@return messages reported to it as lost} */
    long told() {
        return told;
    }

    int resumed() {
        return resumed;
    }

    int gaps() {
        return gaps;
    }

    Map<Cut, Integer> cuts() {
        return cuts;
    }
}
