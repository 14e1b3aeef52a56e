package io.wirescope.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One query under way: collects what is wanted until there is enough. */
final class EventSearch {

    private final EventQuery query;
    private final long newest;
    private final long first;
    private final Predicate<ObservabilityEvent> condition;
    private final List<ObservabilityEvent> found;

    /**
     * @param query  what to look for
     * @param newest the newest event to look at
     * @param oldest the oldest event of the buffer
     */
    EventSearch(EventQuery query, long newest, long oldest) {
        this(query, newest, oldest, event -> true);
    }

    /**
     * @param query     what to look for
     * @param newest    the newest event to look at
     * @param oldest    the oldest event of the buffer
     * @param condition must hold, too; asked last, because it may be costly
     */
    EventSearch(EventQuery query, long newest, long oldest, Predicate<ObservabilityEvent> condition) {
        this.query = query;
        this.condition = condition;
        this.newest = newest;
        this.first = Math.max(oldest, query.after() + 1);
        this.found = new ArrayList<>(Math.min(query.limit(), 128));
    }

    List<ObservabilityEvent> found() {
        return found;
    }

    /**
     * Looks at the buffer until there is enough.
     *
     * @param ring     the buffer
     * @param requests its index, so that a query for one request does not look at the others' events
     */
    void search(EventRing ring, RequestIndex requests) {
        String requestId = query.filter().requestId();
        if (requestId == null) {
            scan(ring);
        } else {
            follow(requests, requestId);
        }
    }

    private void scan(EventRing ring) {
        if (query.descending()) {
            for (long at = newest; at >= first && !isEnough(); at--) {
                add(ring.read(at));
            }
        } else {
            for (long at = first; at <= newest && !isEnough(); at++) {
                add(ring.read(at));
            }
        }
    }

    // The index tells the newest first. Oldest first, all must be seen to know which ones the limit leaves.
    private void follow(RequestIndex requests, String requestId) {
        requests.find(requestId, first - 1, event -> {
            add(event);
            return !query.descending() || !isEnough();
        });
        if (!query.descending()) {
            Collections.reverse(found);
            cut();
        }
    }

    private void cut() {
        if (found.size() > query.limit()) {
            found.subList(query.limit(), found.size()).clear();
        }
    }

    /** {@return whether events that are older than the buffer's can belong to the answer} */
    boolean mayLackOlder() {
        return !query.descending() || !isEnough();
    }

    /**
     * Merges what newer events pushed out of the buffer, before it was searched or meanwhile: some may be found
     * already, others may have left before the search came to them.
     *
     * @param pushedOut what {@link #isWanted}, in any order
     */
    void merge(Collection<ObservabilityEvent> pushedOut) {
        TreeMap<Long, ObservabilityEvent> merged = new TreeMap<>();
        pushedOut.forEach(event -> merged.put(event.sequence(), event));
        if (merged.isEmpty()) {
            return;
        }
        found.forEach(event -> merged.put(event.sequence(), event));
        found.clear();
        found.addAll((query.descending() ? merged.descendingMap() : merged).values());
        cut();
    }

    private void add(ObservabilityEvent event) {
        if (event != null && isWanted(event)) {
            found.add(event);
        }
    }

    /** {@return whether an event belongs to the answer, as far as the limit lets it} */
    boolean isWanted(ObservabilityEvent event) {
        return event.sequence() <= newest && event.sequence() > query.after() && query.filter().matches(event)
                && condition.test(event);
    }

    private boolean isEnough() {
        return found.size() >= query.limit();
    }
}
