package io.wirescope.internal.cluster.redis;

import java.util.function.Supplier;

/**
 * Numbers what this server appends to one channel, so that the engine can refuse what it has already. Used by the thread that
 * sends, but for {@link #isIdleSince} and the count of what is under way.
 */
final class Writer {

    private String id;
    private String process;
    private long assigned;
    private long applied;
    private int underWay;
    private long usedNanos;

    /** Notes that one more message is to be appended. */
    synchronized void begin() {
        underWay++;
        usedNanos = System.nanoTime();
    }

    /** Notes that nothing more comes of one. */
    synchronized void end() {
        underWay--;
    }

    /** {@return whether nothing was appended for long} */
    synchronized boolean isIdle(long now, long longNanos) {
        return underWay == 0 && now - usedNanos > longNanos;
    }

    /** {@return the id that messages get now; another one when another process answers} */
    String id(String answering, Supplier<String> made) {
        if (id == null || !answering.equals(process)) {
            id = made.get();
            process = answering;
            assigned = 0;
            applied = 0;
        }
        return id;
    }

    /** {@return the next number} */
    long next() {
        return ++assigned;
    }

    /** Notes that a message was applied. */
    void applied(String ofId, long number) {
        if (ofId.equals(id)) {
            applied = Math.max(applied, number);
        }
    }

    /** {@return the last number that is known to be applied} */
    long lastApplied() {
        return applied;
    }

    /** Begins anew, with another id: the engine misses a number. */
    void renew(String ofId) {
        if (ofId.equals(id)) {
            id = null;
        }
    }
}
