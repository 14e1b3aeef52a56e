package io.wirescope.event;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings the bus's events to CDI observers (see {@link EventOf}), on two subscriptions: one for
 * {@code @Observes}, one for {@code @ObservesAsync}. Makes neither when nobody observes. Thread-safe.
 *
 * <p>Not before the application's scope is initialized: until then the container's threads can't be had.
 */
@Service
class EventObservers {

    private final EventObserverExtension observers;
    private final ObservabilityEventBus bus;
    private final Event<ObservabilityEvent> unqualified;
    private final RequestContextController requests;
    private final Threads threads;
    private final List<EventSubscription> subscriptions = new ArrayList<>();

    /** By type, what fires an event with its qualifier; only of types that an observer names. */
    private final Map<String, Event<ObservabilityEvent>> qualified;

    /**
     * @param observers   found the observers
     * @param bus         has the events
     * @param unqualified fires them
     * @param requests    gives each a request context
     * @param threads     where asynchronous observers are called
     */
    @Inject
    EventObservers(EventObserverExtension observers, ObservabilityEventBus bus,
            @Any Event<ObservabilityEvent> unqualified, RequestContextController requests, Threads threads) {
        this.observers = observers;
        this.bus = bus;
        this.unqualified = unqualified;
        this.requests = requests;
        this.threads = threads;
        this.qualified = observers.namedTypes().stream().collect(Collectors.toUnmodifiableMap(
                Function.identity(), type -> unqualified.select(EventOf.Literal.of(type))));
    }

    // From the first event on: others may have published while the application started.
    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        observers.syncFilter().ifPresent(filter -> subscriptions.add(bus.subscribe(filter, 0, this::fire)));
        observers.asyncFilter().ifPresent(filter -> subscriptions.add(
                bus.subscribe(filter, 0, new AsyncObservers(this::qualified, threads.executor()))));
    }

    @PreDestroy
    void stop() {
        subscriptions.forEach(EventSubscription::close);
    }

    // Synchronous observers have the contexts of the thread that fires; those of request scope would not be called
    // (CDI 4.0, "Observer notification"). Asynchronous ones get a request context from the container.
    private void fire(ObservabilityEvent event) {
        boolean activated = requests.activate();
        try {
            qualified(event).fire(event);
        } finally {
            if (activated) {
                requests.deactivate();
            }
        }
    }

    // A type that nobody names interests only the unqualified. Selecting a qualifier for each would let producers
    // fill the container's caches with names.
    private Event<ObservabilityEvent> qualified(ObservabilityEvent event) {
        return qualified.getOrDefault(event.eventType(), unqualified);
    }
}
