package io.wirescope.internal.upstream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides when a message's turn is: so many at once, the others wait, and where order matters those of one owner go one
 * after the other. Owners take turns, and none may have more than half of what may wait, so that one that floods does not
 * keep the others out. Thread-safe.
 */
final class Admission {

    private final int maxInFlight;
    private final int maxWaiting;
    private final int maxWaitingOfOne;
    private final boolean ordered;

    // Guarded by this; nothing else is locked under it.
    private final Map<Object, Line> lines = new HashMap<>();
    private final Queue<Line> ready = new ArrayDeque<>();
    private int inFlight;
    private int waiting;

    // Whoever makes it 1 begins what others make ready meanwhile: else calls that end at once would nest without end.
    private final AtomicInteger rounds = new AtomicInteger();

    /** The messages of one owner that wait. */
    private static final class Line {

        private final Object owner;
        private final Queue<Runnable> waiting = new ArrayDeque<>(2);
        private int underWay;
        private boolean queued;

        Line(Object owner) {
            this.owner = owner;
        }
    }

    /**
     * @param maxInFlight how many may be under way
     * @param maxWaiting  how many may wait
     * @param ordered     whether those of one owner go one after the other
     */
    Admission(int maxInFlight, int maxWaiting, boolean ordered) {
        this.maxInFlight = maxInFlight;
        this.maxWaiting = maxWaiting;
        this.maxWaitingOfOne = Math.max(Math.min(1, maxWaiting), maxWaiting / 2);
        this.ordered = ordered;
    }

    /**
     * Begins a message now or when its turn comes.
     *
     * @param owner whose it is
     * @param begin runs once, on the thread of this call or of any other; must not block. {@link #ended} has to follow
     * @return false where too many wait; then it never begins
     */
    boolean offer(Object owner, Runnable begin) {
        synchronized (this) {
            Line line = lines.computeIfAbsent(owner, Line::new);
            if (!isFree(line) && (waiting >= maxWaiting || line.waiting.size() >= maxWaitingOfOne)) {
                forgetIfIdle(line);
                return false;
            }
            line.waiting.add(begin);
            waiting++;
            queue(line);
        }
        beginReady();
        return true;
    }

    private boolean isFree(Line line) {
        return inFlight < maxInFlight && line.waiting.isEmpty() && !(ordered && line.underWay > 0);
    }

    /** Takes that a message which began has come to its end. */
    void ended(Object owner) {
        synchronized (this) {
            inFlight--;
            Line line = lines.get(owner);
            line.underWay--;
            queue(line);
            forgetIfIdle(line);
        }
        beginReady();
    }

    private void queue(Line line) {
        if (!line.queued && !line.waiting.isEmpty() && !(ordered && line.underWay > 0)) {
            line.queued = true;
            ready.add(line);
        }
    }

    private void forgetIfIdle(Line line) {
        if (line.underWay == 0 && line.waiting.isEmpty()) {
            lines.remove(line.owner);
        }
    }

    private void beginReady() {
        if (rounds.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
            seen = rounds.addAndGet(-seen);
        } while (seen > 0);
    }

    private synchronized Runnable next() {
        if (inFlight >= maxInFlight || ready.isEmpty()) {
            return null;
        }
        Line line = ready.poll();
        line.queued = false;
        Runnable begin = line.waiting.poll();
        waiting--;
        inFlight++;
        line.underWay++;
        queue(line);
        return begin;
    }

    /** {@return how many are under way} */
    synchronized int inFlight() {
        return inFlight;
    }

    /** {@return how many wait} */
    synchronized int waiting() {
        return waiting;
    }
}
