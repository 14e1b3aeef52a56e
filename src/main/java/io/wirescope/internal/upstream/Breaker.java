package io.wirescope.internal.upstream;

import java.time.Duration;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Stops calls to an upstream that fails: open when enough of the last calls have failed; after a delay one call is let
 * through, whose result closes it or keeps it open. Thread-safe.
 *
 * <p>MicroProfile Fault Tolerance has this too, but for methods with annotations: neither its number nor its limits can
 * come from configuration at run time.
 */
final class Breaker {

    /** Whether calls are let through. */
    enum State {
        /** All are. */
        CLOSED,
        /** One is under way, and decides. */
        HALF_OPEN,
        /** None is. */
        OPEN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Refuses a call. */
    static final long REFUSED = -1;

    private final int calls;
    private final int failuresToOpen;
    private final long delayNanos;
    private final LongSupplier nanos;
    private final Consumer<State> listener;

    // Guarded by this; the listener is called outside.
    private final BitSet failures = new BitSet();
    private long recorded;
    private State state = State.CLOSED;
    private long openedNanos;
    private long period;
    private long opened;

    /**
     * @param calls        of how many last calls the failures are counted, 0 for a breaker that never opens
     * @param failureRatio which part of them has to fail, over 0 to 1
     * @param delay        how long it is open before a call is let through
     * @param nanos        a monotonic clock
     * @param listener     is notified of each new state
     */
    Breaker(int calls, double failureRatio, Duration delay, LongSupplier nanos, Consumer<State> listener) {
        this.calls = calls;
        this.failuresToOpen = Math.max(1, (int) Math.ceil(calls * failureRatio));
        this.delayNanos = delay.toNanos();
        this.nanos = nanos;
        this.listener = listener;
    }

    /** {@return what {@link #record} is to be given once the call has ended, or {@link #REFUSED}} */
    long tryPass() {
        long probe;
        synchronized (this) {
            if (state == State.CLOSED) {
                return period;
            }
            if (state == State.HALF_OPEN || nanos.getAsLong() - openedNanos < delayNanos) {
                return REFUSED;
            }
            enter(State.HALF_OPEN);
            probe = period;
        }
        listener.accept(State.HALF_OPEN);
        return probe;
    }

    /**
     * Takes a call's result. One that was let through before the state changed counts no more.
     *
     * @param pass   what {@link #tryPass} returned
     * @param failed whether the upstream failed
     */
    void record(long pass, boolean failed) {
        State next;
        synchronized (this) {
            if (pass != period || calls == 0) {
                return;
            }
            next = state == State.HALF_OPEN ? afterProbe(failed) : afterCall(failed);
            if (next == state) {
                return;
            }
            enter(next);
        }
        listener.accept(next);
    }

    private static State afterProbe(boolean failed) {
        return failed ? State.OPEN : State.CLOSED;
    }

    private State afterCall(boolean failed) {
        failures.set((int) (recorded % calls), failed);
        recorded++;
        return recorded >= calls && failures.cardinality() >= failuresToOpen ? State.OPEN : State.CLOSED;
    }

    private void enter(State next) {
        state = next;
        period++;
        recorded = 0;
        failures.clear();
        if (next == State.OPEN) {
            openedNanos = nanos.getAsLong();
            opened++;
        }
    }

    /** {@return whether calls are let through now} */
    synchronized State state() {
        return state;
    }

    /** {@return how often it has opened} */
    synchronized long opened() {
        return opened;
    }

    /** {@return how long it lets no call through yet; zero where it lets one} */
    synchronized Duration retryIn() {
        return state == State.OPEN
                ? Duration.ofNanos(Math.max(0, delayNanos - (nanos.getAsLong() - openedNanos))) : Duration.ZERO;
    }
}
