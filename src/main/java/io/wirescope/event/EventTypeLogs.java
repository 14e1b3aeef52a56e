package io.wirescope.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The logs of all types: counts the events that leave the ring, and keeps the last few of each type. Thread-safe.
 *
 * <p>Holds a limited number of types, so that producers can't fill the memory with names; what comes
 * beyond shares the log {@link #OTHER}. Only the first {@value #MAX_RESERVES} types, the seven known ones among them,
 * keep a reserve.
 */
final class EventTypeLogs implements EventRing.Leaving {

    /** Where the types beyond the limit are counted. */
    static final String OTHER = "other";

    /**
     * How many types keep a reserve. A reserve holds whole events, data included, and types are named by producers:
     * without this bound a producer could keep a thousand times what one type keeps.
     */
    static final int MAX_RESERVES = 64;

    /**
     * In how many chunks, for each that a reserve would fill, to look for newer events of a type that make keeping
     * older ones needless. In a flood the next one has them mostly; looking far would cost more than keeping.
     */
    private static final int CHUNKS_AHEAD = 4;

    private final ConcurrentHashMap<String, EventTypeLog> byType = new ConcurrentHashMap<>();
    private final EventTypeLog beyond;
    private final List<EventTypeLog> reserving = new CopyOnWriteArrayList<>();

    /** Types that were admitted, each where its hash says: for publishers, who mostly use the same few. */
    private final String[] admitted = new String[16];

    private final int maxTypes;
    private final int reserveSize;
    private final long bytesEach;

    /**
     * Without a bound in bytes.
     *
     * @param maxTypes    how many types are distinguished
     * @param reserveSize how many events of each are kept, of those that keep a reserve
     */
    EventTypeLogs(int maxTypes, int reserveSize) {
        this(maxTypes, reserveSize, Long.MAX_VALUE);
    }

    /**
     * @param maxTypes     how many types are distinguished
     * @param reserveSize  how many events of each are kept, of those that keep a reserve
     * @param reserveBytes how many bytes all reserves may hold on to; each may have its share
     */
    EventTypeLogs(int maxTypes, int reserveSize, long reserveBytes) {
        this.maxTypes = maxTypes;
        this.reserveSize = reserveSize;
        this.bytesEach = reserveBytes / MAX_RESERVES;
        this.beyond = new EventTypeLog(OTHER, 0);
        byType.put(OTHER, beyond);
        EventType.KNOWN.forEach(type -> byType.put(type.name(), log(type.name(), reserveSize)));
    }

    private EventTypeLog log(String type, int reserve) {
        EventTypeLog log = new EventTypeLog(type, reserve, bytesEach);
        if (reserve > 0) {
            reserving.add(log);
        }
        return log;
    }

    @Override
    public long heldBytes() {
        long bytes = 0;
        for (EventTypeLog log : reserving) {
            bytes += log.heldBytes();
        }
        return bytes;
    }

    /**
     * Makes a log for a type when it is the first of it.
     *
     * @throws IllegalArgumentException when the name breaks the rule for types
     */
    void admit(String type) {
        int place = type.hashCode() & admitted.length - 1;
        if (admitted[place] != type) { // threads may overwrite each other's: then the map is asked again
            admitNew(type);
            admitted[place] = type;
        }
    }

    private void admitNew(String type) {
        if (byType.containsKey(type)) {
            return;
        }
        if (!EventType.isValid(type)) {
            throw new IllegalArgumentException("event type " + EventType.RULE + ": " + type);
        }
        int reserve = byType.size() <= MAX_RESERVES ? reserveSize : 0;
        if (byType.size() <= maxTypes) { // OTHER is none of them
            byType.computeIfAbsent(type, name -> log(name, reserve));
        }
    }

    private EventTypeLog of(String type) {
        return byType.getOrDefault(type, beyond);
    }

    private Collection<EventTypeLog> of(Set<String> types) {
        return types.isEmpty() ? byType.values() : types.stream().map(this::of).collect(Collectors.toSet());
    }

    @Override
    public void keep(EventChunk chunk, EventRing ring) {
        chunk.tally().forEach((type, count) -> {
            EventTypeLog log = of(type);
            if (!hasEnoughNewer(chunk, type, log.reserveSize(), ring)) {
                log.keep(events(chunk, type));
            }
        });
    }

    private static boolean hasEnoughNewer(EventChunk chunk, String type, int enough, EventRing ring) {
        int newer = 0;
        int far = CHUNKS_AHEAD * (1 + enough / chunk.size());
        for (int ahead = 1; ahead <= far && newer < enough; ahead++) {
            EventChunk next = ring.chunk(chunk.number() + ahead);
            newer += next == null ? 0 : next.tally().of(type);
        }
        return newer >= enough;
    }

    private static List<ObservabilityEvent> events(EventChunk chunk, String type) {
        List<ObservabilityEvent> events = new ArrayList<>();
        for (int cell = 0; cell < chunk.size(); cell++) {
            ObservabilityEvent event = chunk.whole(cell);
            if (event != null && event.eventType().equals(type)) {
                events.add(event);
            }
        }
        return events;
    }

    @Override
    public void count(EventChunk chunk, EventRing ring) {
        EventTally cleared = ring.tallyCleared(chunk);
        chunk.tally().forEach((type, count) -> of(type).countLeft(count, cleared.of(type)));
    }

    @Override
    public void late(ObservabilityEvent event, EventRing ring) {
        EventTypeLog log = of(event.eventType());
        log.keep(List.of(event));
        log.countLeft(1, ring.isCleared(event.sequence()) ? 1 : 0);
    }

    /**
     * Collects, of the last few events of each type, those that were pushed out of the buffer; while events are
     * published, it may be a few more than these. To be asked after the buffer was searched: an event that left the
     * buffer before the search came to it is found here by then.
     *
     * @param ring   the ring, in whose chunks some are still
     * @param from   the first sequence that was not cleared
     * @param below  the first sequence of the buffer
     * @param wanted which of them
     * @return in no order, each once
     */
    List<ObservabilityEvent> pushedOut(EventRing ring, Set<String> types, long from, long below,
            Predicate<ObservabilityEvent> wanted) {
        Map<EventTypeLog, NavigableMap<Long, ObservabilityEvent>> older = older(ring, of(types), from, below);
        older.values().removeIf(events -> events.values().stream().noneMatch(wanted));
        EventTally inBuffer = new EventTally();
        ring.tally(below, byLog(inBuffer), () -> isEnough(older.keySet(), inBuffer));
        return older.entrySet().stream().flatMap(entry -> {
            int room = entry.getKey().reserveSize() - inBuffer.of(entry.getKey().type());
            return entry.getValue().descendingMap().values().stream().limit(Math.max(0, room)).filter(wanted);
        }).toList();
    }

    /** {@return what counts by log, where several types may share one} */
    private ObjIntConsumer<String> byLog(EventTally tally) {
        return (type, count) -> tally.add(of(type).type(), count);
    }

    private static boolean isEnough(Set<EventTypeLog> logs, EventTally counted) {
        return logs.stream().allMatch(log -> counted.of(log.type()) >= log.reserveSize());
    }

    // The chunks first: what leaves them is in a reserve before.
    private Map<EventTypeLog, NavigableMap<Long, ObservabilityEvent>> older(EventRing ring,
            Collection<EventTypeLog> logs, long from, long below) {
        Map<EventTypeLog, NavigableMap<Long, ObservabilityEvent>> older = new HashMap<>();
        logs.stream().filter(log -> log.reserveSize() > 0).forEach(log -> older.put(log, new TreeMap<>()));
        ring.forEachInChunks(from, below, event -> {
            NavigableMap<Long, ObservabilityEvent> ofType = older.get(of(event.eventType()));
            if (ofType != null && !EventChunk.isForgotten(event)) { // those are in a reserve, or were cleared
                ofType.put(event.sequence(), event);
            }
        });
        older.forEach((log, events) -> log.reserve().stream()
                .filter(event -> event.sequence() >= from && event.sequence() < below)
                .forEach(event -> events.put(event.sequence(), event)));
        return older;
    }

    /** Drops what is kept up to a sequence. */
    void clear(long upTo) {
        byType.values().forEach(log -> log.clear(upTo));
    }

    /** {@return the counts since the start, by name; {@link #OTHER} only when it has any} */
    List<EventTypeCount> counts(EventRing ring) {
        List<EventTypeLog.Left> left = byType.values().stream().map(EventTypeLog::left).toList();
        EventTally inRing = new EventTally();
        ring.tally(0, byLog(inRing), () -> false);
        EventTally pushedOut = new EventTally();
        ring.tallyPushedOut(byLog(pushedOut));
        return left.stream()
                .map(log -> log.and(inRing.of(log.log().type()), pushedOut.of(log.log().type())))
                .filter(count -> !count.type().equals(OTHER) || count.published() > 0)
                .sorted(Comparator.comparing(EventTypeCount::type))
                .toList();
    }
}
