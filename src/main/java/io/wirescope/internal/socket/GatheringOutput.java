package io.wirescope.internal.socket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Gathers the frames that are written while a thread handles the messages of one read into one write, because the system
 * call is most of what a short message costs. Another thread's frame is written at once, behind those gathered before it.
 * Thread-safe.
 *
 * <p>No bound is weakened: a frame is gathered only after the engine has found the container ready to write, which it stays
 * for as long as nothing is written; and at {@value #LIMIT} bytes it is written. What fails then is reported as the failure
 * of the connection, since the engine was told already that the frame went out.
 */
final class GatheringOutput extends ServletOutputStream {

    /** How many bytes are gathered before they are written, in the midst of a read. */
    static final int LIMIT = 16_384;

    private static final int USUAL = 1024;

    private final ServletOutputStream out;
    private final Consumer<IOException> failed;

    private volatile Thread gatherer;

    // Guarded by `this`. The engine calls with its own lock held, which the container's callbacks need as well: so none
    // of these is passed on while this lock is held.
    private byte[] gathered;
    private int length;
    private boolean flushed = true;
    private Runnable postponed;

    /**
     * @param out    the container's
     * @param failed receives why gathered frames could not be written; without this lock held
     */
    GatheringOutput(ServletOutputStream out, Consumer<IOException> failed) {
        this.out = out;
        this.failed = failed;
    }

    /** Gathers what this thread writes from now on. */
    void gather() {
        gatherer = Thread.currentThread();
    }

    /** Writes what was gathered, where this thread has gathered. */
    void settle() {
        if (gatherer == Thread.currentThread()) {
            gatherer = null;
            writeGathered();
        }
    }

    /** Writes what was gathered, by whichever thread. */
    void writeGathered() {
        IOException failure = null;
        synchronized (this) {
            try {
                send();
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException e) { // Catalina's, of a connection that has ended
                failure = new IOException(e);
            }
        }
        runPostponed();
        if (failure != null) {
            failed.accept(failure);
        }
    }

    private void send() throws IOException {
        if (length > 0) {
            byte[] bytes = gathered;
            int count = length;
            gathered = null;
            length = 0;
            out.write(bytes, 0, count);
            out.flush();
            flushed = true;
        }
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(new Listener(listener));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            synchronized (this) {
                boolean gathers = gatherer == Thread.currentThread();
                if (gathers || length > 0) {
                    append(bytes, offset, count);
                    if (!gathers || length >= LIMIT) {
                        send();
                    }
                } else {
                    out.write(bytes, offset, count);
                    flushed = false;
                }
            }
        } finally {
            runPostponed();
        }
    }

    private void append(byte[] bytes, int offset, int count) {
        if (gathered == null) {
            gathered = new byte[Math.max(USUAL, count)]; // never used again: the container may keep it
        } else if (gathered.length - length < count) {
            gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, length + count));
        }
        System.arraycopy(bytes, offset, gathered, length, count);
        length += count;
    }

    @Override
    public void flush() throws IOException {
        try {
            synchronized (this) {
                if (!flushed) {
                    out.flush();
                    flushed = true;
                }
            }
        } finally {
            runPostponed();
        }
    }

    @Override
    public void close() throws IOException {
        writeGathered();
        out.close();
    }

    private void runPostponed() {
        Runnable due;
        synchronized (this) {
            due = postponed;
            postponed = null;
        }
        if (due != null) {
            due.run();
        }
    }

    private void whenUnlocked(Runnable call) {
        if (Thread.holdsLock(this)) {
            Runnable before = postponed;
            postponed = before == null ? call : () -> {
                before.run();
                call.run();
            };
        } else {
            call.run();
        }
    }

    /** Gathers what the engine has queued while the container was not ready. */
    private final class Listener implements WriteListener {

        private final WriteListener engine;

        Listener(WriteListener engine) {
            this.engine = engine;
        }

        @Override
        public void onWritePossible() {
            whenUnlocked(this::writeQueued);
        }

        private void writeQueued() {
            boolean gathers = gatherer == Thread.currentThread();
            try {
                gatherer = Thread.currentThread();
                engine.onWritePossible();
            } catch (IOException e) {
                engine.onError(e);
            } finally {
                if (!gathers) {
                    settle();
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            whenUnlocked(() -> engine.onError(failure));
        }
    }
}
