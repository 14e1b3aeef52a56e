package io.wirescope.event;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The logs of all types. Thread-safe.
 *
 * <p>Holds a limited number of types, so that producers can't fill the memory with names; what comes
 * beyond shares the log {@link #OTHER}. Only the first {@value #MAX_RESERVES} types, the seven known ones among them,
 * keep a reserve.
 */
final class EventTypeLogs {

    /** Where the types beyond the limit are counted. */
    static final String OTHER = "other";

    /**
     * How many types keep a reserve. A reserve holds whole events, data included, and types are named by producers:
     * without this bound a producer could keep a thousand times what one type keeps.
     */
    static final int MAX_RESERVES = 64;

    private final ConcurrentHashMap<String, EventTypeLog> byType = new ConcurrentHashMap<>();
    private final EventTypeLog beyond;
    private final int maxTypes;
    private final int reserveSize;

    /**
     * @param maxTypes    how many types are told apart
     * @param reserveSize how many events of each are kept, of those that keep a reserve
     */
    EventTypeLogs(int maxTypes, int reserveSize) {
        this.maxTypes = maxTypes;
        this.reserveSize = reserveSize;
        this.beyond = new EventTypeLog(OTHER, reserveSize);
        byType.put(OTHER, beyond);
        EventType.KNOWN.forEach(type -> byType.put(type.name(), new EventTypeLog(type.name(), reserveSize)));
    }

    /**
     * Finds the log of a type, made when it is the first of it.
     *
     * @throws IllegalArgumentException when the name breaks the rule for types
     */
    EventTypeLog of(String type) {
        EventTypeLog log = byType.get(type);
        return log != null ? log : admit(type);
    }

    private EventTypeLog admit(String type) {
        if (!EventType.isValid(type)) {
            throw new IllegalArgumentException("event type " + EventType.RULE + ": " + type);
        }
        int reserve = byType.size() <= MAX_RESERVES ? reserveSize : 0;
        return byType.size() <= maxTypes // OTHER is none of them
                ? byType.computeIfAbsent(type, name -> new EventTypeLog(name, reserve)) : beyond;
    }

    /**
     * Counts an event that leaves the buffer.
     *
     * @param type     its type
     * @param lastType the type of the event that pushed it out, mostly the same
     * @param lastLog  that type's log
     */
    void countEvicted(String type, String lastType, EventTypeLog lastLog) {
        (type.equals(lastType) ? lastLog : byType.getOrDefault(type, beyond)).countEvicted();
    }

    /** {@return the logs in which events of some types may be; of all types when none is named} */
    Collection<EventTypeLog> of(Set<String> types) {
        if (types.isEmpty()) {
            return byType.values();
        }
        return types.stream().map(type -> byType.getOrDefault(type, beyond)).collect(Collectors.toSet());
    }

    /** {@return the counts, by name; {@link #OTHER} only when it has any} */
    List<EventTypeCount> counts() {
        return byType.values().stream()
                .map(EventTypeLog::count)
                .filter(count -> !count.type().equals(OTHER) || count.published() > 0)
                .sorted(Comparator.comparing(EventTypeCount::type))
                .toList();
    }
}
