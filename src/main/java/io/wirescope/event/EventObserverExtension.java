package io.wirescope.event;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the observers of {@link ObservabilityEvent} while the application is deployed, so that the bus is
 * subscribed to for them and for nothing else. Filled on the container's one thread, and only read after.
 *
 * <p>Each is put behind an {@link ObserverGuard}: of itself, {@code Event.fire} ends with the first observer
 * that throws (CDI 4.0, "Observer notification").
 */
public class EventObserverExtension implements Extension {

    private final ObservedTypes sync = new ObservedTypes();
    private final ObservedTypes async = new ObservedTypes();

    // Observers with qualifiers that are not on the bus's events are the application's own affair.
    void collect(@Observes ProcessObserverMethod<ObservabilityEvent, ?> found) {
        ObserverMethod<ObservabilityEvent> observer = found.getObserverMethod();
        try {
            if ((observer.isAsync() ? async : sync).add(observer.getObservedQualifiers())) {
                found.configureObserverMethod().notifyWith(new ObserverGuard(observer, name(found))::notify);
            }
        } catch (IllegalArgumentException e) {
            found.addDefinitionError(new DefinitionException("Observer " + name(found) + ": " + e.getMessage(), e));
        }
    }

    // An observer that another extension made up has no method.
    private static String name(ProcessObserverMethod<ObservabilityEvent, ?> found) {
        Class<?> bean = found.getObserverMethod().getBeanClass();
        return found.getAnnotatedMethod() == null ? bean.getName()
                : bean.getName() + "." + found.getAnnotatedMethod().getJavaMember().getName();
    }

    /** {@return what the {@code @Observes} methods want, or empty when there is none} */
    Optional<EventFilter> syncFilter() {
        return sync.filter();
    }

    /** {@return what the {@code @ObservesAsync} methods want, or empty when there is none} */
    Optional<EventFilter> asyncFilter() {
        return async.filter();
    }

    /** {@return the types that observers name} */
    Set<String> namedTypes() {
        Set<String> types = new HashSet<>(sync.named());
        types.addAll(async.named());
        return types;
    }
}
