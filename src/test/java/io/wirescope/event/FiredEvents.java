package io.wirescope.event;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The container's {@code Event}, as far as the bus uses it: notes what is fired, and how. Thread-safe. */
final class FiredEvents implements Event<ObservabilityEvent> {

    /** An event that was fired; {@code stage} is null for a synchronous one, else the test completes it. */
    record Fired(long sequence, Set<Annotation> qualifiers, CompletableFuture<ObservabilityEvent> stage) {
    }

    private final Set<Annotation> qualifiers;
    private final List<Fired> fired;
    private volatile Error failure;
    private volatile int failures;

    FiredEvents() {
        this(Set.of(), new CopyOnWriteArrayList<>());
    }

    /** Throws an error the next few times that an event is fired for asynchronous observers; for one thread. */
    void failNext(int times, Error thrown) {
        failures = times;
        failure = thrown;
    }

    private FiredEvents(Set<Annotation> qualifiers, List<Fired> fired) {
        this.qualifiers = qualifiers;
        this.fired = fired;
    }

    /** {@return what was fired by now, of whatever qualifiers} */
    List<Fired> fired() {
        return fired;
    }

    @Override
    public void fire(ObservabilityEvent event) {
        fired.add(new Fired(event.sequence(), qualifiers, null));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <U extends ObservabilityEvent> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
        if (failures > 0) {
            failures = failures - 1;
            throw failure;
        }
        CompletableFuture<ObservabilityEvent> stage = new CompletableFuture<>();
        fired.add(new Fired(event.sequence(), qualifiers, stage));
        return (CompletionStage<U>) stage;
    }

    @Override
    public <U extends ObservabilityEvent> CompletionStage<U> fireAsync(U event) {
        throw new UnsupportedOperationException("without the container's own threads");
    }

    @Override
    public Event<ObservabilityEvent> select(Annotation... more) {
        return new FiredEvents(Set.of(more), fired);
    }

    @Override
    public <U extends ObservabilityEvent> Event<U> select(Class<U> subtype, Annotation... more) {
        throw new UnsupportedOperationException("an event is final");
    }

    @Override
    public <U extends ObservabilityEvent> Event<U> select(TypeLiteral<U> subtype, Annotation... more) {
        throw new UnsupportedOperationException("an event is final");
    }
}
