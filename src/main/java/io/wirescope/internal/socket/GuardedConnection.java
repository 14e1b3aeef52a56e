package io.wirescope.internal.socket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A client's connection as the WebSocket engine sees it. What comes passes through a {@link SocketGuard}. A close by
 * the engine is not the end yet: a socket that is closed while the client still sends is reset, and the client would
 * see 1006 in place of the close code. So what comes is read and dropped until the client closes, or its time is up.
 */
final class GuardedConnection implements WebConnection {

    private static final Logger LOG = Logger.getLogger(GuardedConnection.class.getName());

    private final WebConnection connection;
    private final SocketGuard guard;
    private final CloseDeadlines deadlines;
    private final boolean gathers;
    private final AtomicBoolean lingering = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean broken = new AtomicBoolean();

    private volatile boolean peerGone;
    private volatile GuardedInput input;
    private volatile GuardedOutput output;
    private volatile GatheringOutput gathering;
    private volatile ReadListener engine;

    /**
     * @param connection the container's
     * @param guard      judges what comes
     * @param deadlines  closes what is late
     * @param gathers    whether the answers to what came in one read go out in one write
     */
    GuardedConnection(WebConnection connection, SocketGuard guard, CloseDeadlines deadlines, boolean gathers) {
        this.connection = connection;
        this.guard = guard;
        this.deadlines = deadlines;
        this.gathers = gathers;
    }

    @Override
    public synchronized ServletInputStream getInputStream() throws IOException {
        if (input == null) {
            input = new GuardedInput(connection.getInputStream(), guard, this);
        }
        return input;
    }

    @Override
    public synchronized ServletOutputStream getOutputStream() throws IOException {
        if (output == null) {
            ServletOutputStream out = connection.getOutputStream();
            if (gathers) {
                gathering = new GatheringOutput(out, this::broken);
                out = gathering;
            }
            output = new GuardedOutput(out, guard, this);
        }
        return output;
    }

    /** Notes that the engine gets bytes to handle, on this thread. */
    void arrived() {
        GatheringOutput current = gathering;
        if (current != null) {
            current.gather();
        }
    }

    /** Notes that the engine has handled what it got on this thread. */
    void handled() {
        GatheringOutput current = gathering;
        if (current != null) {
            current.settle();
        }
    }

    /** Sets the listener to be notified of data, from {@link #listen} on. */
    void engine(ReadListener listener) {
        engine = listener;
    }

    /** Begins to bring data to the engine. */
    void listen() {
        GuardedInput current = input;
        if (current != null && engine != null && !closed.get()) {
            current.listen(new Listener());
        }
    }

    /** {@return whether the engine may read} */
    boolean isOpen() {
        return !lingering.get() && !closed.get() && !guard.isBroken();
    }

    /** Notes that something could not be sent: the peer is gone, and some engines would never report it. */
    void broken(IOException failure) {
        peerGone = true;
        ReadListener listener = engine;
        if (listener != null && !closed.get() && broken.compareAndSet(false, true)) {
            deadlines.elsewhere(() -> listener.onError(failure)); // not here, amid the engine's own locks
        }
    }

    /**
     * Notes that the socket is closed. Payara does not report that a peer left before the engine listened, which a busy
     * server comes to late.
     */
    void ended() {
        broken(new EOFException("Connection closed by the peer"));
    }

    /** Called by the engine, when it has sent its close frame or is done with a client that is gone. */
    @Override
    public void close() {
        if (closed.get()) {
            return;
        }
        GatheringOutput current = gathering;
        if (current != null) {
            current.writeGathered();
        }
        if (peerGone || guard.peerCloses()) {
            closeNow();
        } else if (lingering.compareAndSet(false, true) && !deadlines.begin(this)) {
            closeNow();
        }
    }

    /** Closes the socket. */
    void closeNow() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        deadlines.forget(this);
        try {
            connection.close();
        } catch (Exception e) { // gone already
            LOG.log(Level.FINE, "Connection already closed", e);
        }
        engine = null; // the container keeps its streams, and those their listeners
    }

    /** Brings data to the engine, and drops what it does not read any more. */
    private final class Listener implements ReadListener {

        @Override
        public void onDataAvailable() throws IOException {
            ReadListener listener = engine;
            if (isOpen() && listener != null) {
                try {
                    listener.onDataAvailable();
                } finally {
                    handled();
                }
            }
            if (!guard.report()) {
                closeNow();
            }
            if (!isOpen() && !closed.get()) {
                drop();
            }
        }

        private void drop() {
            try {
                peerGone |= !input.drop();
            } catch (IOException e) {
                peerGone = true;
            }
            if (lingering.get() && (peerGone || guard.peerCloses())) {
                closeNow();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            peerGone = true;
            ReadListener listener = engine;
            if (listener != null) {
                listener.onAllDataRead();
            }
            closeNow();
        }

        @Override
        public void onError(Throwable failure) {
            peerGone = true;
            ReadListener listener = engine;
            if (listener != null) {
                listener.onError(failure);
            }
            closeNow();
        }
    }
}
