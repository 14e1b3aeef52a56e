package io.wirescope.internal.cluster.redis;

import io.wirescope.envelope.IdSource;
import java.time.Duration;

/** How long to wait before each further connect. For one thread. */
final class Backoff {

    private static final long FIRST = Duration.ofMillis(20).toNanos();
    private static final long LAST = Duration.ofSeconds(1).toNanos();
    private static final int HEX = 16;

    private final IdSource ids;
    private long next = FIRST;

    /** @param ids where jitter comes from */
    Backoff(IdSource ids) {
        this.ids = ids;
    }

    void reset() {
        next = FIRST;
    }

    long firstNanos() {
        return jittered(FIRST);
    }

    long nextNanos() {
        long wait = next;
        next = Math.min(LAST, wait * 2);
        return jittered(wait);
    }

    // Between half of it and all of it, so that servers do not come all at once.
    private long jittered(long nanos) {
        int share = Integer.parseInt(ids.newSpan().substring(HEX - 2), HEX);
        return nanos / 2 + nanos / 2 * share / (HEX * HEX);
    }
}
