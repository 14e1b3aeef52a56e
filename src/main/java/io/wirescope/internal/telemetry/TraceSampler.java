package io.wirescope.internal.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which stories are exported, each whole or not at all: as its first event's caller decided, else by ratio and
 * within a limit of new traces a second. The decisions for the last {@value #REMEMBERED} traces are kept, so that the
 * limit cuts none in two. Not thread-safe.
 */
final class TraceSampler {

    private static final int REMEMBERED = 16_384;
    private static final long SECOND_MICROS = 1_000_000;

    /** How many of a trace id's last digits are random (W3C Trace Context Level 2, section 3.2.2.3.1). */
    private static final int RANDOM_DIGITS = 14;

    private final Sampling sampling;
    private final long threshold;
    private final Map<String, Boolean> decisions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long second = Long.MIN_VALUE;
    private int inSecond;
    private long limited;

    /** @param sampling which traces are exported */
    TraceSampler(Sampling sampling) {
        this.sampling = sampling;
        this.threshold = (long) (sampling.ratio() * 0x1p56);
    }

    /**
     * {@return whether the story is exported}
     *
     * @param traceId 32 lower hex digits
     * @param callers the caller's sampled flag, or null where there is none
     * @param micros  the time now, in microseconds since 1970; not the event's own, which a producer may have made up
     */
    boolean isSampled(String traceId, Boolean callers, long micros) {
        Boolean decided = decisions.get(traceId);
        if (decided == null) {
            decided = callers != null && sampling.byParent() ? callers : isInRatio(traceId) && isWithinLimit(micros);
            decisions.put(traceId, decided);
        }
        return decided;
    }

    private boolean isInRatio(String traceId) {
        return Long.parseLong(traceId, traceId.length() - RANDOM_DIGITS, traceId.length(), 16) < threshold;
    }

    private boolean isWithinLimit(long micros) {
        long now = Math.floorDiv(micros, SECOND_MICROS);
        if (now != second) { // less where the clock was set back
            second = now;
            inSecond = 0;
        }
        if (inSecond >= sampling.maxPerSecond()) {
            limited++;
            return false;
        }
        inSecond++;
        return true;
    }

    /** {@return how many traces the limit has kept out} */
    long limited() {
        return limited;
    }
}
