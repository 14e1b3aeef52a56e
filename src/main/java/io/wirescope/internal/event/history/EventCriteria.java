package io.wirescope.internal.event.history;

import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEvent;
import java.util.Locale;
import java.util.Objects;

/**
 * Which events somebody wants: by their members, and by a text in their data.
 *
 * @param filter by the members
 * @param text   is somewhere in the JSON text of the data, whatever its case; null for any
 */
public record EventCriteria(EventFilter filter, String text) {

    /** The longest text, in characters. */
    public static final int MAX_TEXT = 256;

    /** Every event. */
    public static final EventCriteria ALL = new EventCriteria(EventFilter.ALL, null);

    /**
     * @param filter by the members, not null
     * @param text   is somewhere in the JSON text of the data, or null for any
     */
    public EventCriteria {
        Objects.requireNonNull(filter, "filter");
    }

    /** {@return whether an event is wanted} */
    public boolean matches(ObservabilityEvent event) {
        return filter.matches(event) && hasText(event);
    }

    /** {@return whether the text is in its data} */
    public boolean hasText(ObservabilityEvent event) {
        return text == null || lower(event.data().toText()).contains(lower(text));
    }

    private static String lower(String any) {
        return any.toLowerCase(Locale.ROOT);
    }
}
