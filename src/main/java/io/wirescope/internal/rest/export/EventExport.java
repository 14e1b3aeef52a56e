package io.wirescope.internal.rest.export;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;

/**
 * One export on its way. It takes turns, one at a time and on the server's own threads: a turn reads lines and writes them
 * until the container takes no more. Between turns it has one page of events and no thread.
 */
final class EventExport implements WriteListener {

    private static final Logger LOG = Logger.getLogger(EventExport.class.getName());

    private static final int CHUNK_BYTES = 32 * 1024;
    private static final int CHUNKS_PER_TURN = 16;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final ExportLines lines;
    private final Executor threads;
    private final Executor later;
    private final Consumer<EventExport> onEnd;

    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES * 2);
    private final OutputStream encoder;

    /** How often a turn was asked for since there was none. */
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile boolean blocked;
    /** {@link System#nanoTime} when the container last began to take no more. */
    private volatile long blockedSince;
    private volatile boolean ending;

    // Used by turns only.
    private boolean finished;
    private boolean ended;

    /**
     * @param async   its request; is completed when the export ends
     * @param lines   what is exported
     * @param gzip    whether it is compressed
     * @param threads where turns are taken
     * @param later   where one is taken after a while
     * @param onEnd   is called once when it has ended
     * @throws IOException when the reader has gone already
     */
    EventExport(AsyncContext async, ExportLines lines, boolean gzip, Executor threads, Executor later,
            Consumer<EventExport> onEnd) throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.lines = lines;
        this.threads = threads;
        this.later = later;
        this.onEnd = onEnd;
        this.encoder = gzip ? new GZIPOutputStream(chunk, CHUNK_BYTES) : chunk;
    }

    /** Begins. Listeners are added on the caller's thread: once it has left the request, Payara allows no more. */
    void start() {
        async.addListener(new EndOfRequest());
        out.setWriteListener(this);
        wake();
    }

    /** Ends it, whatever is left. */
    void end() {
        ending = true;
        wake();
    }

    /** {@return whether the reader has taken nothing for a time} */
    boolean isStalled(Duration time) {
        return blocked && System.nanoTime() - blockedSince > time.toNanos();
    }

    @Override
    public void onWritePossible() {
        blocked = false;
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        end(); // the reader is gone
    }

    private void wake() {
        if (wanted.getAndIncrement() == 0) {
            hand(threads);
        }
    }

    private void hand(Executor executor) {
        try {
            executor.execute(this::takeTurn);
        } catch (Throwable e) { // the server goes down, or has no thread
            ended = true;
            complete();
        }
    }

    private void takeTurn() {
        int seen = wanted.get();
        turn();
        if (wanted.addAndGet(-seen) != 0) {
            hand(threads);
        }
    }

    private void turn() {
        if (ended) {
            return;
        }
        try {
            if (ending) {
                complete();
            } else if (!blocked) {
                write();
            }
        } catch (IOException e) { // the reader is gone
            complete();
        } catch (Throwable e) { // it must not count for ever
            LOG.log(Level.WARNING, "An export of events failed", e);
            complete();
        }
    }

    private void write() throws IOException {
        for (int i = 0; i < CHUNKS_PER_TURN; i++) {
            if (!isReady()) {
                return; // onWritePossible comes
            }
            boolean more = finished || fill();
            if (chunk.size() > 0) {
                out.write(chunk.toByteArray());
                chunk.reset();
            } else if (finished) {
                complete();
                return;
            }
            if (!more) {
                retryLater();
                return;
            }
        }
        wake();
    }

    // Blocked before it asks: "not ready" may be taken back on another thread before this one has heard it.
    private boolean isReady() {
        blockedSince = System.nanoTime();
        blocked = true;
        boolean ready = out.isReady();
        if (ready) {
            blocked = false;
        }
        return ready;
    }

    /** {@return false where the archive has to be asked again} */
    private boolean fill() throws IOException {
        while (chunk.size() < CHUNK_BYTES) {
            switch (lines.look()) {
                case LINE -> encoder.write(lines.line());
                case END -> {
                    encoder.close();
                    finished = true;
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    private void retryLater() {
        later.execute(this::wake);
    }

    private void complete() {
        ended = true;
        onEnd.accept(this);
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "The container has completed the request itself", e);
        }
    }

    /** Ends the export when the container has ended the request. */
    private final class EndOfRequest implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody starts it again
        }
    }
}
