package io.wirescope.internal.rest.stream;

import io.wirescope.event.EventCursor;
import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One reader of a stream.
 *
 * <p>It has no thread and no queue. When there are events or the container takes more, it gets a turn: it
 * takes events from its cursor and writes them until there are no more, or until the container, whose buffer
 * for the socket is bounded, takes no more. Meanwhile the cursor stays where it is, and falls behind.
 *
 * <p>Turns come one at a time, whatever asks for them, and never block; so neither does anything here.
 * {@link #onWritePossible}, {@link #keepAlive} and the others are for any thread.
 */
final class EventStream implements WriteListener {

    private static final Logger LOG = Logger.getLogger(EventStream.class.getName());

    /** What is written at once, give or take one event. */
    private static final int CHUNK_BYTES = 16 * 1024;
    /** Events looked at for one chunk, so that a filter that wants nothing does not keep a thread. */
    private static final int LOOKS = 1024;
    private static final int CHUNKS_PER_TURN = 8;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final EventStreamFrames frames;
    private final Executor lanes;
    private final Consumer<EventStream> onEnd;
    private final EventCursor cursor;

    /** How often a turn was asked for since there was none. */
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile boolean blocked;
    /** {@link System#nanoTime} when the container last began to take no more. */
    private volatile long blockedSince;
    private volatile boolean keepAliveDue;
    private volatile boolean ending;
    private final AtomicBoolean endBegun = new AtomicBoolean();

    // Used by turns only.
    private boolean ended;
    private boolean listening;
    private boolean greeted;
    private boolean unflushed;
    private long sentSequence;

    /**
     * @param request what the reader wants
     * @param bus     where it reads
     * @param async   its request; is completed when the stream ends
     * @param frames  makes the bytes
     * @param lanes   where turns are taken
     * @param onEnd   is called once when the stream has ended
     */
    EventStream(EventStreamRequest request, ObservabilityEventBus bus, AsyncContext async,
            EventStreamFrames frames, Executor lanes, Consumer<EventStream> onEnd) throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.frames = frames;
        this.lanes = lanes;
        this.onEnd = onEnd;
        this.cursor = bus.openCursor(request.filter(),
                request.after() == null ? bus.lastSequence() : bus.resumeAfter(request.after()), this::wake);
    }

    /** Begins to write, on the caller's thread: Payara does not call a new WriteListener by itself. */
    void start() {
        takeTurnHere();
    }

    /** Sends a comment, so that proxies keep the stream open, and so that a reader that is gone is noticed. */
    void keepAlive() {
        keepAliveDue = true;
        wake();
    }

    /** {@return whether whoever calls this is the first: so that an end is reported once} */
    boolean isFirstEnd() {
        return endBegun.compareAndSet(false, true);
    }

    /** Ends the stream, on the caller's thread unless a turn is being taken just now. */
    void end() {
        ending = true;
        takeTurnHere();
    }

    /** {@return whether the reader has taken nothing for a time although something waits for it} */
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
        ending = true; // the reader is gone
        wake();
    }

    private void wake() {
        if (wanted.getAndIncrement() == 0) {
            lanes.execute(this::takeTurn);
        }
    }

    private void takeTurnHere() {
        if (wanted.getAndIncrement() == 0) {
            takeTurn();
        }
    }

    private void takeTurn() {
        int seen = wanted.get();
        turn();
        if (wanted.addAndGet(-seen) != 0) { // asked for again meanwhile: behind the others
            lanes.execute(this::takeTurn);
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
                listen();
                write();
            }
        } catch (IOException e) { // the reader is gone
            complete();
        } catch (Throwable e) { // an exception must not keep the reader admitted for ever
            LOG.log(Level.WARNING, "A stream of events failed", e);
            complete();
        }
    }

    private void listen() {
        if (!listening) {
            listening = true;
            async.addListener(new EndOfRequest());
            out.setWriteListener(this);
        }
    }

    private void write() throws IOException {
        for (int i = 0; i < CHUNKS_PER_TURN; i++) {
            if (!isReady()) {
                return; // onWritePossible comes
            }
            Chunk chunk = new Chunk();
            boolean more = fill(chunk);
            if (chunk.size() > 0) {
                out.write(chunk.toByteArray());
                unflushed = true;
            } else if (!more) {
                flush();
                return; // the cursor wakes us
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

    private void flush() throws IOException {
        if (unflushed) {
            unflushed = false;
            out.flush();
        }
    }

    /** {@return whether there may be more to look at} */
    private boolean fill(Chunk chunk) {
        if (!greeted) {
            greeted = true;
            sentSequence = cursor.sequence();
            chunk.writeBytes(frames.greeting(sentSequence));
        }
        boolean more = true;
        for (int i = 0; more && i < LOOKS && chunk.size() < CHUNK_BYTES; i++) {
            more = cursor.advance(chunk);
        }
        if (keepAliveDue) {
            keepAliveDue = false;
            chunk.writeBytes(keepAliveFrame());
        }
        return more;
    }

    private byte[] keepAliveFrame() {
        long sequence = cursor.sequence();
        if (sequence == sentSequence) {
            return frames.keepAlive();
        }
        sentSequence = sequence;
        return frames.keepAlive(sequence);
    }

    private void complete() {
        ended = true;
        cursor.close();
        onEnd.accept(this);
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "The container has completed the request itself", e);
        }
    }

    /** What is written at once. */
    private final class Chunk extends ByteArrayOutputStream implements EventListener {

        @Override
        public void onEvent(ObservabilityEvent event) {
            writeBytes(frames.event(event));
            sentSequence = event.sequence();
        }

        @Override
        public void onGap(long first, long last) {
            writeBytes(frames.gap(first, last));
            sentSequence = last;
        }
    }

    /** Ends the stream when the container has ended the request. */
    private final class EndOfRequest implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            onError(event);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            onError(event);
        }

        @Override
        public void onError(AsyncEvent event) {
            EventStream.this.onError(event.getThrowable());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody starts it again
        }
    }
}
