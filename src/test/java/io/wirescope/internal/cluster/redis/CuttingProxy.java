package io.wirescope.internal.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to an engine, whose connections can be reset, and can go dead with neither end noticing. */
public final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 16 << 10;

    private final int port;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private volatile boolean isDead;

    private static final class Pair {

        private final Socket near;
        private final Socket far;
        private volatile boolean isDead;

        Pair(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void reset() {
            for (Socket end : List.of(near, far)) {
                try (end) {
                    end.setSoLinger(true, 0);
                } catch (IOException e) {
                    // it is closed already
                }
            }
        }
    }

    /** @param port where the engine listens */
    public CuttingProxy(int port) throws IOException {
        this.port = port;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** {@return how many connections there are} */
    public int connections() {
        return pairs.size();
    }

    /** Resets one connection, if there is one. */
    public void cut(int number) {
        List<Pair> all = List.copyOf(pairs);
        if (!all.isEmpty()) {
            all.get(number % all.size()).reset();
        }
    }

    /** Lets all connections go dead, those that come too, or only the new ones live again. */
    public void dead(boolean now) {
        isDead = now;
        if (now) {
            pairs.forEach(pair -> pair.isDead = true);
        }
    }

    /** Lets the connections that are there go dead, but not new ones. */
    public void deadOnes() {
        pairs.forEach(pair -> pair.isDead = true);
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket near = listener.accept();
                if (!connect(near)) {
                    near.close();
                }
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private boolean connect(Socket near) {
        Pair pair;
        try {
            pair = new Pair(near, new Socket("127.0.0.1", port));
        } catch (IOException e) { // the engine is down
            return false;
        }
        pair.isDead = isDead;
        pairs.add(pair);
        threads.execute(() -> forward(pair, pair.near, pair.far));
        threads.execute(() -> forward(pair, pair.far, pair.near));
        return true;
    }

    private void forward(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!pair.isDead) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // one of the ends is gone
        } finally {
            pairs.remove(pair);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        pairs.forEach(Pair::reset);
        threads.shutdownNow();
    }
}
