package io.wirescope.event;

import io.wirescope.PublicApi;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads the bus at the reader's own pace: the reader takes events when it can use them, rather than being
 * given them as {@link EventSubscription} does. Made by {@link ObservabilityEventBus#openCursor}; lasts
 * until closed.
 *
 * <p>It holds a position, not a queue. A reader that does not come for its events falls behind in the
 * ring, and is notified of the gap when it does come. It costs no thread meanwhile.
 *
 * <pre>{@code
 * while (canWrite() && cursor.advance(listener)) {
 *     // the listener got an event, or a gap, or nothing that the filter wants
 * }
 * // onMore is called once advance has returned false and there is more
 * }</pre>
 *
 * <p>{@link #advance} is for one thread at a time, the others for any.
 */
@PublicApi
public final class EventCursor extends EventWaiter implements AutoCloseable {

    private final EventPosition position;
    private final Runnable onMore;
    private final Consumer<EventCursor> onClose;

    /** Whether to call {@code onMore} when there is more. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    // Written by the pump; volatile for the statistics.
    private volatile long failures;
    private volatile String lastError;
    private volatile boolean closed;

    EventCursor(EventPosition position, Runnable onMore, Consumer<EventCursor> onClose) {
        this.position = position;
        this.onMore = onMore;
        this.onClose = onClose;
    }

    /**
     * Looks at one event, so that the caller decides how many it looks at in one go.
     *
     * @param listener is called at most once, on the caller's thread: with the event if the filter wants it,
     *                 or with the gap when the ring went on without this reader; what it throws goes to the
     *                 caller, and its event counts as taken
     * @return false when there was nothing to look at; {@code onMore} is called as soon as there is
     */
    public boolean advance(EventListener listener) {
        if (!position.isBehind()) {
            waiting.set(true);
            // What came before the flag went up was not announced.
            if (!position.isBehind() || !waiting.compareAndSet(true, false)) {
                return false;
            }
        }
        position.advance(listener);
        return true;
    }

    /** {@return the last sequence that was looked at: from here, a new cursor misses nothing} */
    public long sequence() {
        return position.sequence();
    }

    @Override
    boolean isDue() {
        return !closed && waiting.get() && position.isBehind();
    }

    @Override
    boolean startIfDue() {
        if (!isDue() || !waiting.compareAndSet(true, false)) {
            return false;
        }
        try {
            onMore.run();
            return true;
        } catch (Throwable e) { // an error such as a thread that can't be made, too; try again later
            lastError = e.toString(); // before the count, for whoever waits for that
            failures++;
            waiting.set(true);
            return false;
        }
    }

    /** {@return how this reader fares} */
    public SubscriptionStats stats() {
        return new SubscriptionStats(position.delivered(), position.lag(), position.lost(), failures,
                lastError);
    }

    /** Ends the reading. May be called again. */
    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
    }
}
