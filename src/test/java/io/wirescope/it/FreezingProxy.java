package io.wirescope.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A way to a server that can go dead: from then on nothing is forwarded on a connection, and neither end
 * is told. That is what a network does when it loses a host. It can reset connections too, which both ends see.
 */
final class FreezingProxy implements AutoCloseable {

    private final URI server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Map<Integer, List<Socket>> ends = new ConcurrentHashMap<>();
    private final Set<Integer> frozen = ConcurrentHashMap.newKeySet();

    FreezingProxy(URI server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** {@return the address to connect to instead of the server's} */
    URI address() {
        return URI.create("http://localhost:" + listener.getLocalPort() + "/");
    }

    /** Lets the connection that a client made from a local port go dead. */
    void freeze(int clientPort) {
        frozen.add(clientPort);
    }

    /** {@return the clients' local ports of the connections that are there and not dead} */
    List<Integer> ports() {
        return ends.keySet().stream().filter(port -> !frozen.contains(port)).sorted().toList();
    }

    /** Resets the connection that a client made from a local port, if it is there, at both ends. */
    void reset(int clientPort) throws IOException {
        for (Socket end : ends.getOrDefault(clientPort, List.of())) {
            try {
                end.setSoLinger(true, 0);
                end.close();
            } catch (SocketException e) {
                if (!end.isClosed()) {
                    throw e;
                } // else its peer was quicker
            }
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket near = listener.accept();
                Socket far = new Socket(server.getHost(), server.getPort());
                sockets.add(near);
                sockets.add(far);
                int port = near.getPort();
                frozen.remove(port);
                ends.put(port, List.of(near, far));
                threads.execute(() -> forward(near, far, port));
                threads.execute(() -> forward(far, near, port));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    // Where it is frozen, both sockets stay open, and what comes is neither read nor sent.
    private void forward(Socket from, Socket to, int clientPort) {
        byte[] bytes = new byte[16_384];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (frozen.contains(clientPort)) {
                    awaitEnd();
                    return;
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException e) {
            // one end has closed, and so does the other
        } finally {
            ends.computeIfPresent(clientPort, (port, pair) -> pair.contains(from) ? null : pair);
        }
    }

    private synchronized void awaitEnd() {
        try {
            while (!listener.isClosed()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            listener.close();
            notifyAll();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
