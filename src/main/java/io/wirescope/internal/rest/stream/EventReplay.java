package io.wirescope.internal.rest.stream;

import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.EventHistory.Lost;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a reader of a stream has missed and memory no longer has: read from the archive a page at a time, on other threads, as
 * the reader takes it. Where the archive can't be read the rest is left to the reader's cursor, which reports it as a gap.
 *
 * <p>{@link #advance} is for one thread at a time, and never blocks.
 */
final class EventReplay {

    private static final Logger LOG = Logger.getLogger(EventReplay.class.getName());
    private static final int PAGE = 500;

    private final EventHistory history;
    private final ObservabilityEventBus bus;
    private final EventFilter filter;
    private final Executor executor;
    private final Runnable onMore;

    /** A page, and what was lost between its events. */
    private record Page(HistoryPage page, List<Lost> lost, long reached, boolean isLast) {

        /** The archive can't be read. */
        static final Page NONE = new Page(null, List.of(), 0, true);
    }

    private final Queue<ObservabilityEvent> events = new ArrayDeque<>();
    private final Queue<Lost> lost = new ArrayDeque<>();
    private volatile Page next;
    private boolean asked;
    private long reached;
    private long position;
    private boolean last;
    private boolean over;

    /**
     * @param history  has the events
     * @param bus      knows from where on memory has them
     * @param filter   which events
     * @param after    the last sequence that the reader has seen; 0 for all that is there
     * @param executor reads the archive
     * @param onMore   is called when {@link #advance} can go on
     */
    EventReplay(EventHistory history, ObservabilityEventBus bus, EventFilter filter, long after, Executor executor,
            Runnable onMore) {
        this.history = history;
        this.bus = bus;
        this.filter = filter;
        this.position = after;
        this.reached = after;
        this.executor = executor;
        this.onMore = onMore;
    }

    /** {@return the last sequence that is behind the reader} */
    long position() {
        return position;
    }

    /** {@return whether memory has all that follows, or the archive can't be read: the rest is the cursor's} */
    boolean isOver() {
        return over;
    }

    /**
     * Hands over one event or gap.
     *
     * @return false when there is none yet, or it is over
     */
    boolean advance(EventListener listener) {
        if (events.isEmpty() && lost.isEmpty() && !take()) {
            return false;
        }
        if (!lost.isEmpty() && (events.isEmpty() || lost.element().last() < events.element().sequence())) {
            Lost gap = lost.remove();
            listener.onGap(Math.max(gap.first(), position + 1), gap.last());
            position = gap.last();
        } else if (!events.isEmpty()) {
            position = events.element().sequence();
            listener.onEvent(events.remove());
        }
        if (events.isEmpty() && lost.isEmpty()) {
            position = Math.max(position, reached);
        }
        return true;
    }

    /** {@return whether there is something to hand over now} */
    private boolean take() {
        Page page = next;
        if (page != null) {
            next = null;
            asked = false;
            last = page.isLast;
            if (page.page != null) {
                events.addAll(page.page.events());
                lost.addAll(page.lost);
                reached = page.reached;
                position = events.isEmpty() && lost.isEmpty() ? Math.max(position, reached) : position;
            }
        }
        over = over || events.isEmpty() && lost.isEmpty() && (last || position >= bus.oldestSequence() - 1);
        if (!over && events.isEmpty() && lost.isEmpty() && !asked) {
            asked = true;
            executor.execute(this::read);
        }
        return !events.isEmpty() || !lost.isEmpty();
    }

    private void read() {
        try {
            next = readPage(position);
        } catch (RuntimeException e) { // the cursor reports what is missing
            LOG.log(Level.FINE, "Archive not read", e);
            next = Page.NONE;
        }
        onMore.run();
    }

    private Page readPage(long after) {
        HistoryPage page = history.page(new HistoryQuery(new EventCriteria(filter, null), EventPlace.behind(after), null, PAGE,
                false));
        boolean isWhole = page.coverage() == ArchiveCoverage.COMPLETE || page.coverage() == ArchiveCoverage.BEHIND;
        if (!isWhole && page.next() == null) {
            return Page.NONE;
        }
        boolean isLast = page.next() == null && page.coverage() == ArchiveCoverage.BEHIND; // the cursor reports the gap
        long to = page.next() == null ? Math.max(last(page), isLast ? after : Math.max(after, bus.oldestSequence() - 1))
                : Math.max(after, page.next().sequence() - (page.next().busId().isEmpty() ? 1 : 0));
        return new Page(page, history.lost(after + 1, to), to, isLast);
    }

    private static long last(HistoryPage page) {
        List<ObservabilityEvent> events = page.events();
        return events.isEmpty() ? 0 : events.get(events.size() - 1).sequence();
    }
}
