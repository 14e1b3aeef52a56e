package io.wirescope.event;

import jakarta.enterprise.inject.Any;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The types of events that observers of one kind want. Not thread-safe; filled while the application is deployed. */
final class ObservedTypes {

    private final Set<String> named = new HashSet<>();
    private boolean all;

    /**
     * Notes what one observer wants.
     *
     * @param qualifiers those of its event parameter
     * @return whether the bus's events can reach it: other qualifiers than {@link EventOf} are not on them
     * @throws IllegalArgumentException when a type's name breaks the rule
     */
    boolean add(Set<Annotation> qualifiers) {
        Set<Annotation> own = new HashSet<>(qualifiers);
        own.remove(Any.Literal.INSTANCE);
        if (own.isEmpty()) {
            all = true;
            return true;
        }
        if (own.size() > 1 || !(own.iterator().next() instanceof EventOf type)) {
            return false;
        }
        if (!EventType.isValid(type.value())) {
            throw new IllegalArgumentException("@EventOf(\"" + type.value() + "\"): an event type " + EventType.RULE);
        }
        named.add(type.value());
        return true;
    }

    /** {@return the types that were named, whether or not there are observers of all} */
    Set<String> named() {
        return Set.copyOf(named);
    }

    /** {@return a filter for what is wanted, or empty when nothing is} */
    Optional<EventFilter> filter() {
        if (all) {
            return Optional.of(EventFilter.ALL);
        }
        return named.isEmpty() ? Optional.empty() : Optional.of(EventFilter.ofTypes(named.toArray(String[]::new)));
    }
}
