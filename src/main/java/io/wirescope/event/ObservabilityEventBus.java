package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The one bus on which everything that happens is an event (contract, section 7).
 *
 * <p>Keeps the last {@code wirescope.events.buffer-size} events in memory, answers queries over them,
 * and gives them to subscribers. Publishing takes no lock and waits for nobody. Thread-safe.
 *
 * <pre>{@code
 * @Inject ObservabilityEventBus bus;
 *
 * bus.publish("inference.audit", EventContext.of("fraud-model"), Json.createObjectBuilder()
 *         .add("model", "fraud-7").add("latency_ms", 12).build());
 * }</pre>
 */
@PublicApi
@ApplicationScoped
public class ObservabilityEventBus implements Eager {

    private final EventBusConfig config;
    private final String busId;
    private final Clock clock;
    private final Executor executor;
    private final EventRing ring;
    private final EventTypeLogs logs;
    private final RequestIndex requests;
    private final EventPump pump;
    private final Set<EventWaiter> waiters = ConcurrentHashMap.newKeySet();

    /** A publish whose time its event does not tell: the event was cleared, or its producer set the time. */
    private record Noted(long sequence, Instant time) {
    }

    private volatile Noted noted = new Noted(0, null);

    /** For the container's client proxy only. */
    protected ObservabilityEventBus() {
        config = null;
        busId = null;
        clock = null;
        executor = null;
        ring = null;
        logs = null;
        requests = null;
        pump = null;
    }

    /**
     * @param settings where the bus's own settings are read from
     * @param clock    tells when an event happened
     * @param ids      names this bus
     * @param threads  where listeners are called
     * @param start    where sequences begin
     */
    @Inject
    ObservabilityEventBus(Settings settings, Clock clock, IdSource ids, Threads threads, SequenceStart start) {
        this(EventBusConfig.from(settings), EventRing.SHIFT, start.sequence(), clock, ids, threads);
    }

    /**
     * Makes a bus outside of a server, with sequences from 1.
     *
     * @param settings where the bus's own settings are read from
     * @param clock    tells when an event happened
     * @param ids      names this bus
     * @param threads  where listeners are called
     */
    public ObservabilityEventBus(Settings settings, Clock clock, IdSource ids, Threads threads) {
        this(EventBusConfig.from(settings), clock, ids, threads);
    }

    ObservabilityEventBus(EventBusConfig config, Clock clock, IdSource ids, Threads threads) {
        this(config, EventRing.SHIFT, clock, ids, threads);
    }

    /** For tests that take the buffer round with few events; see {@link EventRing}. */
    ObservabilityEventBus(EventBusConfig config, int shift, Clock clock, IdSource ids, Threads threads) {
        this(config, shift, 0, clock, ids, threads);
    }

    /** @param start the sequence before the first */
    ObservabilityEventBus(EventBusConfig config, int shift, long start, Clock clock, IdSource ids, Threads threads) {
        this.config = config;
        this.busId = ids.newSpan();
        this.clock = clock;
        this.executor = threads.executor();
        this.logs = new EventTypeLogs(config.maxTypes(), config.reservePerType(), config.reserveBytes());
        this.ring = new EventRing(config.bufferSize(), shift, start, config.bufferBytes(), logs);
        this.requests = new RequestIndex(ring);
        this.pump = new EventPump(waiters, requests::catchUp);
        executor.execute(pump);
    }

    @PreDestroy
    void stop() {
        pump.stop();
        waiters.clear();
    }

    /**
     * Publishes an event, as of now.
     *
     * @param eventType a name as {@link EventType#isValid} accepts it
     * @param context   what the event belongs to
     * @param data      what it tells
     * @return the event, with its sequence
     * @throws IllegalArgumentException when the name is not valid
     * @throws NullPointerException     when an argument is null
     */
    public ObservabilityEvent publish(String eventType, EventContext context, EventData data) {
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(data, "data");
        logs.admit(eventType);
        return put(eventType, null, ObservabilityEvent.micros(clock.instant()), context, data);
    }

    // Nothing here may throw: a sequence that is claimed and never put holds readers up for a lap.
    private ObservabilityEvent put(String type, String id, long micros, EventContext context, EventData data) {
        ObservabilityEvent event = new ObservabilityEvent(ring.claim(), busId, id, type, micros, context, data);
        ring.put(event);
        pump.signal();
        return event;
    }

    /**
     * Publishes events that a producer brings whole.
     *
     * @param drafts valid each, so that all are published or, where one can't be made, none
     * @return the events, in the same order; others may come between them
     */
    public List<ObservabilityEvent> publishAll(List<EventDraft> drafts) {
        Instant now = clock.instant();
        drafts.forEach(draft -> logs.admit(draft.eventType()));
        List<ObservabilityEvent> events = drafts.stream().map(draft -> put(draft.eventType(), draft.id(),
                ObservabilityEvent.micros(draft.timestamp() == null ? now : draft.timestamp()),
                draft.context(), draft.data())).toList();
        ring.trimIfExceeded(); // what producers bring may be large
        if (!events.isEmpty()) {
            noted = new Noted(ring.lastClaimed(), now);
        }
        return events;
    }

    /**
     * Publishes an event whose data is JSON already.
     *
     * @param eventType a name as {@link EventType#isValid} accepts it
     * @param context   what the event belongs to
     * @param data      what it tells, not null
     * @return the event, with its sequence
     * @see #publish(String, EventContext, EventData)
     */
    public ObservabilityEvent publish(String eventType, EventContext context, JsonObject data) {
        ObservabilityEvent event = publish(eventType, context, EventData.of(data));
        ring.trimIfExceeded(); // it may be large
        return event;
    }

    /**
     * Searches the buffer, and behind it the reserves of the types.
     *
     * @param query what to look for
     * @return what was found; never an event twice, always in order of sequence
     */
    public EventPage query(EventQuery query) {
        return query(query, Long.MAX_VALUE, event -> true);
    }

    /**
     * Searches the buffer, and behind it the reserves of the types, up to a place and under one more condition.
     *
     * @param query     what to look for
     * @param before    only sequences less than this
     * @param condition must hold, too; asked last, and maybe more than once for an event
     * @return what was found; never an event twice, always in order of sequence
     */
    public EventPage query(EventQuery query, long before, Predicate<ObservabilityEvent> condition) {
        long newest = ring.newest();
        long first = ring.oldestAt(newest);
        EventSearch search = new EventSearch(query, Math.min(newest, before - 1), first, condition);
        search.search(ring, requests);
        long oldest = first;
        if (search.mayLackOlder()) { // only now: what left the buffer meanwhile is among these
            oldest = ring.oldest();
            search.merge(logs.pushedOut(ring, query.filter().eventTypes(), ring.floor(), oldest,
                    event -> event.sequence() >= ring.floor() && search.isWanted(event))); // not cleared meanwhile
        }
        // Should all that was searched have left the buffer meanwhile, tell what is there instead.
        long latest = oldest <= newest ? newest : ring.newest();
        boolean empty = latest < oldest;
        return new EventPage(search.found(), empty ? 0 : oldest, empty ? 0 : latest,
                nextAfter(query, search.found(), newest));
    }

    // Oldest first and cut off by the limit: go on behind the last one. Else all was looked at.
    private static long nextAfter(EventQuery query, List<ObservabilityEvent> found, long newest) {
        boolean cut = !query.descending() && found.size() == query.limit();
        return cut ? found.get(found.size() - 1).sequence() : Math.max(newest, query.after());
    }

    /**
     * Hands over every event of the buffer, and behind it those of the reserves. What leaves meanwhile may be missing.
     *
     * @param reader gets them, those of the buffer first and oldest first
     * @return the oldest sequence of the buffer when this began: what is less was in the reserves
     */
    public long forEach(Consumer<ObservabilityEvent> reader) {
        long newest = ring.newest();
        long oldest = ring.oldestAt(newest);
        for (long at = oldest; at <= newest; at++) {
            ObservabilityEvent event = ring.read(at);
            if (event != null) {
                reader.accept(event);
            }
        }
        logs.pushedOut(ring, Set.of(), ring.floor(), oldest, event -> event.sequence() >= ring.floor()).forEach(reader);
        return oldest;
    }

    /** {@return the name of this bus, which is unique for each run of each server} */
    public String id() {
        return busId;
    }

    /** {@return the oldest sequence that the buffer still has; greater than all that were given when it is empty} */
    public long oldestSequence() {
        return ring.oldest();
    }

    /** {@return the sequence before the first of this run} */
    public long startSequence() {
        return ring.start();
    }

    /**
     * Subscribes to what is published from now on.
     *
     * @param filter   which events
     * @param listener gets them
     * @return the subscription; close it to unsubscribe
     */
    public EventSubscription subscribe(EventFilter filter, EventListener listener) {
        return subscribe(filter, ring.lastClaimed(), listener);
    }

    /**
     * Subscribes from a known place on.
     *
     * @param filter   which events
     * @param after    the last sequence that the listener has seen, of this run or another, or 0 for all that is
     *                 there; what is gone by now is reported as a gap
     * @param listener gets them
     * @return the subscription; close it to unsubscribe
     * @throws IllegalArgumentException when {@code after} is negative or has not been published yet
     */
    public EventSubscription subscribe(EventFilter filter, long after, EventListener listener) {
        EventSubscription subscription = new EventSubscription(position(filter, after), listener, executor,
                pump::wake, waiters::remove);
        waiters.add(subscription);
        pump.wake();
        return subscription;
    }

    /**
     * Opens a cursor from a known place on, for a reader that takes events at its own pace.
     *
     * @param filter which events
     * @param after  the last sequence that the reader has seen, of this run or another, or 0 for all that is there;
     *               what is gone by now is reported as a gap
     * @param onMore is called when there is more, once each time that {@link EventCursor#advance} returned
     *               false; on the bus's own thread, so it must hand the work on and return at once
     * @return the cursor; close it when the reader is gone
     * @throws IllegalArgumentException when {@code after} is negative or has not been published yet
     */
    public EventCursor openCursor(EventFilter filter, long after, Runnable onMore) {
        EventCursor cursor = new EventCursor(position(filter, after), onMore, waiters::remove);
        waiters.add(cursor);
        pump.wake(); // as long as nobody waited, publishers did not announce anything
        return cursor;
    }

    private EventPosition position(EventFilter filter, long after) {
        if (after < 0 || after > ring.lastClaimed()) {
            throw new IllegalArgumentException("after must be 0 to " + ring.lastClaimed() + ": " + after);
        }
        return new EventPosition(ring, filter, after == 0 ? ring.start() : after); // from 0 on is no gap
    }

    /**
     * Finds where a reader resumes that brings a sequence from earlier, maybe from another run of the server.
     *
     * @param after the last sequence that it has seen, from 0
     * @return the same where it may have been given; else, because it is of another run, one from before this run: what
     *         lies between is a gap, and all that is here comes after it
     */
    public long resumeAfter(long after) {
        return after <= ring.lastClaimed() ? after : Math.max(0, ring.start() - 1);
    }

    /**
     * {@return the last sequence that was given to an event; before the first, one that is less than all that will be
     * given}
     */
    public long lastSequence() {
        return ring.lastClaimed();
    }

    /** {@return how each open subscription fares; cursors are not among them, for their pace is their reader's} */
    public List<SubscriptionStats> subscriptions() {
        return waiters.stream().filter(EventSubscription.class::isInstance).map(EventSubscription.class::cast)
                .map(EventSubscription::stats).toList();
    }

    /**
     * Empties the buffer. Sequences and statistics go on; events published meanwhile stay.
     *
     * @return how many events were removed
     */
    public synchronized long clear() { // one at a time; publishers don't come here
        noted = new Noted(ring.lastClaimed(), lastPublish());
        long floor = ring.floor();
        long cleared = ring.clear();
        long oldest = ring.floor() - cleared;
        int reserved = reservedCount(floor, oldest); // after the clear, for events leave the buffer up to that
        logs.clear(ring.floor() - 1);
        ring.forgetCleared();
        return cleared + reserved;
    }

    private int reservedCount() {
        long oldest = ring.oldest(); // before the floor: a clear in between leaves nothing to count
        return reservedCount(ring.floor(), oldest);
    }

    private int reservedCount(long floor, long oldest) {
        return logs.pushedOut(ring, Set.of(), floor, oldest, event -> true).size();
    }

    /** {@return the counts by type since the start: all seven known types, and those seen besides} */
    public List<EventTypeCount> countsByType() {
        return logs.counts(ring);
    }

    /** {@return how many events are in the buffer} */
    public int bufferedCount() {
        return ring.size();
    }

    /** {@return how many events the buffer can hold} */
    public int bufferCapacity() {
        return ring.capacity();
    }

    /** {@return about how many bytes of memory the events in the buffer and in the reserves hold on to} */
    public long bufferedBytes() {
        return ring.heldBytes();
    }

    /** {@return how many bytes these may hold on to, {@code wirescope.events.buffer-bytes}} */
    public long bufferBytesLimit() {
        return ring.maxBytes();
    }

    /** {@return how long ago the bus looked for events to deliver: a second at most, unless its thread has ended or hangs} */
    public Duration sinceLastLook() {
        return pump.sinceLastLook();
    }

    /** {@return whether the bus delivers events: its thread has not ended before the bus was stopped} */
    public boolean isDelivering() {
        return !pump.isDead();
    }

    /** {@return how many subscriptions and cursors are open} */
    public int subscriberCount() {
        return waiters.size();
    }

    /**
     * {@return what the bus knows of itself now} Counts every reserve and every type: for one number that is asked
     * for often, there is a method of its own.
     */
    public EventBusStats stats() {
        Instant last = lastPublish();
        List<EventTypeCount> byType = logs.counts(ring);
        return new EventBusStats(ring.claimedCount(), ring.size(), ring.capacity(), ring.heldBytes(), ring.maxBytes(),
                ring.bound(), reservedCount(),
                byType.stream().mapToLong(EventTypeCount::evicted).sum(),
                last, waiters.size(), byType,
                last != null && !last.isBefore(clock.instant().minus(config.flowingWindow())));
    }

    private Instant lastPublish() {
        Noted last = noted;
        ObservabilityEvent latest = ring.latest();
        return latest != null && latest.sequence() > last.sequence() ? latest.timestamp() : last.time();
    }
}
