package io.wirescope.event;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Fires each event for the {@code @ObservesAsync} methods.
 *
 * <p>Waits while {@link #MAX_UNDER_WAY} events are with observers: then the subscription falls behind in the
 * ring, instead of tasks piling up in the executor. Called by one thread at a time.
 */
final class AsyncObservers implements EventListener {

    /** How many events may be with asynchronous observers at one time. */
    static final int MAX_UNDER_WAY = 16;

    private final Function<ObservabilityEvent, Event<ObservabilityEvent>> qualified;
    private final NotificationOptions options;
    private final Semaphore free = new Semaphore(MAX_UNDER_WAY);

    /**
     * @param qualified gives what fires an event
     * @param executor  where observers are called
     */
    AsyncObservers(Function<ObservabilityEvent, Event<ObservabilityEvent>> qualified, Executor executor) {
        this.qualified = qualified;
        this.options = NotificationOptions.ofExecutor(executor);
    }

    @Override
    public void onEvent(ObservabilityEvent event) {
        try {
            free.acquire();
        } catch (InterruptedException e) { // the application is being stopped
            Thread.currentThread().interrupt();
            return;
        }
        fire(event);
    }

    private void fire(ObservabilityEvent event) {
        try {
            qualified.apply(event).fireAsync(event, options).whenComplete((fired, failure) -> free.release());
        } catch (Throwable e) { // no thread to be had: the subscription counts it as a failure
            free.release();
            throw e;
        }
    }
}
