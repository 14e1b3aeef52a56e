package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.internal.config.FailureLog;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * One listener's place on the bus. Made by {@link ObservabilityEventBus#subscribe}; lasts until closed.
 *
 * <p>It holds a position, not a queue: a listener that is slow falls behind in the ring, and once the
 * ring has gone on without it, it is notified of what it missed. A publisher pays the same for none or a
 * hundred. Thread-safe.
 */
@PublicApi
public final class EventSubscription extends EventWaiter implements AutoCloseable {

    /** Events looked at in one go, so that a busy subscription does not keep a thread for ever. */
    private static final int BATCH = 256;

    private static final FailureLog FAILURES =
            new FailureLog(Logger.getLogger(EventSubscription.class.getName()));

    private final EventPosition position;
    private final EventListener listener;
    private final Executor executor;
    private final Runnable onIdle;
    private final Consumer<EventSubscription> onClose;
    private final AtomicBoolean running = new AtomicBoolean();

    // Written by the one task that `running` lets in; volatile for the statistics.
    private volatile long failures;
    private volatile String lastError;
    private volatile boolean closed;

    EventSubscription(EventPosition position, EventListener listener, Executor executor, Runnable onIdle,
            Consumer<EventSubscription> onClose) {
        this.position = position;
        this.listener = new Guarded(listener);
        this.executor = executor;
        this.onIdle = onIdle;
        this.onClose = onClose;
    }

    @Override
    boolean isDue() {
        return !running.get() && isBehind();
    }

    private boolean isBehind() {
        return !closed && position.isBehind();
    }

    @Override
    boolean startIfDue() {
        if (!isDue() || !running.compareAndSet(false, true)) {
            return false;
        }
        try {
            executor.execute(this::deliver);
            return true;
        } catch (Throwable e) {
            // The server is out of threads (an OutOfMemoryError where it has no bound for them), or going down; managed
            // executors throw classes of their own then. Try again later.
            running.set(false);
            lastError = e.toString();
            return false;
        }
    }

    private void deliver() {
        try {
            for (int i = 0; i < BATCH && isBehind(); i++) {
                position.advance(listener);
            }
        } finally {
            running.set(false);
            onIdle.run(); // there may be more, beyond the batch or come since
        }
    }

    /** {@return how this subscription fares} */
    public SubscriptionStats stats() {
        return new SubscriptionStats(position.delivered(), position.lag(), position.lost(), failures, lastError);
    }

    /** Ends the subscription; an event that is being delivered is the last. May be called again. */
    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
    }

    /** Keeps whatever a listener throws with its subscription, errors such as a missing class included. */
    private final class Guarded implements EventListener {

        private final EventListener guarded;

        Guarded(EventListener guarded) {
            this.guarded = guarded;
        }

        @Override
        public void onEvent(ObservabilityEvent event) {
            call(() -> guarded.onEvent(event));
        }

        @Override
        public void onGap(long first, long last) {
            call(() -> guarded.onGap(first, last));
        }

        private void call(Runnable listenerCall) {
            try {
                listenerCall.run();
            } catch (Throwable e) {
                lastError = e.toString(); // before the count, for whoever waits for that
                if (Long.bitCount(++failures) == 1) { // one that throws with every event must not flood the log
                    FAILURES.warn("Event listener failed failures=" + failures, e);
                }
            }
        }
    }
}
