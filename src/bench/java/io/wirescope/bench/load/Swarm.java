package io.wirescope.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Many WebSocket clients on one thread (RFC 6455): handshakes, text frames each way, closes. Frames are
 * masked with zeros, which the RFC's receivers must take and which costs nothing.
 *
 * <p>Everything about a client happens on the swarm's thread; other threads hand work in with {@link #run}.
 */
final class Swarm implements AutoCloseable {

    /** What a client does with what comes. Called on the swarm's thread. */
    interface Behaviour {

        /** The handshake is done. */
        default void opened(Client client) {
        }

        /** A whole text has come; the buffer is valid during the call alone. */
        void text(Client client, ByteBuffer text);

        /** The server or the network has ended the connection. */
        default void closed(Client client, int code) {
        }
    }

    private static final int ABNORMAL = 1006;

    /** A Wirescope closes who never answers. */
    private static final byte[] PING = "\"type\":\"ping\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = ("{\"envelope_version\":1,\"type\":\"pong\","
            + "\"timestamp\":\"2025-08-16T01:36:59Z\",\"payload\":{}}").getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress server;
    private final Behaviour behaviour;
    private final Selector selector = Selector.open();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread thread = new Thread(this::loop, "swarm");
    private volatile boolean over;
    private volatile Throwable failure;

    Swarm(URI server, Behaviour behaviour) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.behaviour = behaviour;
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    final class Client {

        private final int index;
        private final SocketChannel channel;
        private final SelectionKey key;
        private ByteBuffer in = ByteBuffer.allocate(2048);
        private final Queue<ByteBuffer> out = new ArrayDeque<>(2);
        private boolean upgraded;
        private boolean ended;

        Client(int index, SocketChannel channel, SelectionKey key) {
            this.index = index;
            this.channel = channel;
            this.key = key;
        }

        /** {@return its number, from 0} */
        int index() {
            return index;
        }

        /** Sends a text. */
        void send(byte[] text) {
            ByteBuffer frame = ByteBuffer.allocate(text.length + 14).put((byte) 0x81);
            if (text.length < 126) {
                frame.put((byte) (0x80 | text.length));
            } else if (text.length < 1 << 16) {
                frame.put((byte) (0x80 | 126)).putShort((short) text.length);
            } else {
                frame.put((byte) (0x80 | 127)).putLong(text.length);
            }
            write(frame.putInt(0).put(text).flip());
        }

        private void write(ByteBuffer bytes) {
            if (ended) {
                return;
            }
            try {
                if (out.isEmpty()) {
                    channel.write(bytes);
                }
                if (bytes.hasRemaining()) {
                    out.add(bytes);
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                }
            } catch (IOException e) {
                end(ABNORMAL);
            }
        }

        private void flush() throws IOException {
            for (ByteBuffer next = out.peek(); next != null; next = out.peek()) {
                channel.write(next);
                if (next.hasRemaining()) {
                    return;
                }
                out.remove();
            }
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }

        /** Reads no more, and stays connected. */
        void stall() {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }

        /** Resets the connection, as a host that crashes does. */
        void reset() {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // it is gone already
            }
            end(ABNORMAL);
        }

        private void end(int code) {
            if (ended) {
                return;
            }
            ended = true;
            if (upgraded) {
                open.decrementAndGet();
            }
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone already
            }
            behaviour.closed(this, code);
        }

        private void read() throws IOException {
            int read = channel.read(in);
            if (read < 0) {
                throw new EOFException();
            }
            in.flip();
            if (!upgraded) {
                upgrade();
            }
            while (upgraded && !ended && frame()) {
                continue;
            }
            in.compact();
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
            }
        }

        private void upgrade() throws IOException {
            String head = StandardCharsets.ISO_8859_1.decode(in.duplicate()).toString();
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IOException("refused: " + head);
            }
            in.position(in.position() + end + 4);
            upgraded = true;
            open.incrementAndGet();
            behaviour.opened(this);
        }

        // Servers send text in one frame each; control frames come between.
        private boolean frame() {
            if (in.remaining() < 2) {
                return false;
            }
            int at = in.position();
            int opcode = in.get(at) & 0xf;
            long length = in.get(at + 1) & 0x7f;
            int header = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (in.remaining() < header) {
                return false;
            }
            length = header == 4 ? in.getShort(at + 2) & 0xffff : header == 10 ? in.getLong(at + 2) : length;
            if (in.remaining() < header + length) {
                return false;
            }
            ByteBuffer payload = in.slice(at + header, (int) length);
            in.position(at + header + (int) length);
            if (opcode == 1 && Numbers.beginsWith(payload, PING)) {
                send(PONG);
            } else if (opcode == 1) {
                behaviour.text(this, payload);
            } else if (opcode == 8) {
                end(length < 2 ? 1005 : payload.getShort() & 0xffff);
            } else if (opcode == 9) {
                pong(payload);
            }
            return true;
        }

        private void pong(ByteBuffer payload) {
            write(ByteBuffer.allocate(payload.remaining() + 6).put((byte) 0x8a)
                    .put((byte) (0x80 | payload.remaining())).putInt(0).put(payload).flip());
        }
    }

    /** Opens a connection; its behaviour hears of it. */
    void connect(int index, String target) {
        run(() -> {
            try {
                SocketChannel channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                boolean connected = channel.connect(server);
                SelectionKey key = channel.register(selector,
                        connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
                Client client = new Client(index, channel, key);
                key.attach(client);
                ByteBuffer handshake = ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: " + server.getHostString()
                        + ":" + server.getPort() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                if (connected) {
                    client.write(handshake);
                } else {
                    client.out.add(handshake);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Opens many connections, a hundred at a time, and returns when all are open. */
    void connectAll(int connections, IntFunction<String> target) throws InterruptedException {
        for (int i = 0; i < connections; i++) {
            connect(i, target.apply(i));
            if (i % 100 == 99) {
                awaitOpen(i + 1);
            }
        }
        awaitOpen(connections);
    }

    void awaitOpen(int connections) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (open.get() < connections) {
            check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + open + " of " + connections + " connections opened");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** {@return how many connections are open} */
    int open() {
        return open.get();
    }

    /** Runs something on the swarm's thread. */
    void run(Runnable action) {
        work.add(action);
        selector.wakeup();
    }

    /** Runs something on the swarm's thread, and waits for it. */
    void runAndWait(Runnable action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        run(() -> {
            action.run();
            done.countDown();
        });
        while (!done.await(100, TimeUnit.MILLISECONDS)) {
            check();
        }
    }

    /** {@return all clients; on the swarm's thread alone} */
    List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        selector.keys().forEach(key -> {
            if (key.isValid()) {
                clients.add((Client) key.attachment());
            }
        });
        return clients;
    }

    /** Fails where the swarm has failed. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the clients failed", failure);
        }
    }

    private void loop() {
        try {
            while (!over) {
                selector.select(this::attend, 100);
                for (Runnable next = work.poll(); next != null; next = work.poll()) {
                    next.run();
                }
            }
            clients().forEach(Client::reset);
            selector.close();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void attend(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isConnectable()) {
                client.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                client.flush();
            }
            if (key.isValid() && key.isWritable()) {
                client.flush();
            }
            if (key.isValid() && key.isReadable()) {
                client.read();
            }
        } catch (IOException e) {
            if (!client.upgraded) {
                failure = e;
            }
            client.end(ABNORMAL);
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        selector.wakeup();
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }
}
