package io.wirescope.socket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * Hands a container's input on, but its read listener only on {@link #begin}: a container that has data already
 * calls the listener from within {@link ServletInputStream#setReadListener}.
 */
final class DeferredInput extends ServletInputStream {

    private final ServletInputStream input;
    private volatile ReadListener listener;
    private volatile boolean begun;
    private volatile boolean ended;

    DeferredInput(ServletInputStream input) {
        this.input = input;
    }

    @Override
    public void setReadListener(ReadListener engines) {
        listener = engines;
        if (begun) {
            listen();
        }
    }

    /** Hands the engine's listener to the container, now or once the engine sets one. */
    void begin() {
        begun = true;
        if (listener != null) {
            listen();
        }
    }

    // Not when the connection has ended: the container may have given the stream to another one.
    private void listen() {
        if (!ended) {
            input.setReadListener(new Relay());
        }
    }

    /** Lets go of the engine's listener: containers keep what they were given until they use the stream again. */
    void end() {
        ended = true;
        listener = null;
    }

    @Override
    public boolean isReady() {
        return !ended && input.isReady();
    }

    @Override
    public boolean isFinished() {
        return ended || input.isFinished();
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public int read() throws IOException {
        return input.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return input.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** What the container calls for as long as the engine listens. */
    private final class Relay implements ReadListener {

        @Override
        public void onDataAvailable() throws IOException {
            ReadListener current = listener;
            if (current != null) {
                current.onDataAvailable();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            ReadListener current = listener;
            if (current != null) {
                current.onAllDataRead();
            }
        }

        @Override
        public void onError(Throwable failure) {
            ReadListener current = listener;
            if (current != null) {
                current.onError(failure);
            }
        }
    }
}
