package io.wirescope.event;

import io.wirescope.internal.config.FailureLog;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/**
 * Stands before one observer and keeps to itself what that throws. Thread-safe.
 *
 * <p>The first failure is logged, then the second, fourth, eighth and so on: one that fails with every event
 * must not flood the log.
 */
final class ObserverGuard {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(ObserverGuard.class.getName()));

    private final ObserverMethod<ObservabilityEvent> observer;
    private final String name;
    private final AtomicLong failures = new AtomicLong();

    /**
     * @param observer whom to notify
     * @param name     what the log calls it
     */
    ObserverGuard(ObserverMethod<ObservabilityEvent> observer, String name) {
        this.observer = observer;
        this.name = name;
    }

    /** Notifies the observer; throws nothing, errors such as a missing class included. */
    void notify(EventContext<ObservabilityEvent> event) {
        try {
            observer.notify(event);
        } catch (Throwable e) {
            long count = failures.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                FAILURES.warn("Observer failed observer=" + name + " event_id=" + event.getEvent().id()
                        + " failures=" + count, e);
            }
        }
    }
}
