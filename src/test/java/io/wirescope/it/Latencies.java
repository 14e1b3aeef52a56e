package io.wirescope.it;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** How long what was asked for took, counted from when it was due: who waits for an answer leaves nothing out. */
final class Latencies {

    private final AtomicLong asked = new AtomicLong();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

    void ask(int number) {
        asked.addAndGet(number);
    }

    void answered(long since) {
        nanos.add(System.nanoTime() - since);
    }

    /** {@return how many answers have not come yet} */
    long missing() {
        return asked.get() - nanos.size();
    }

    /** Forgets what there was; nothing may be on its way. */
    void reset() {
        asked.set(0);
        nanos.clear();
    }

    Duration p99() {
        return quantile(99);
    }

    private Duration quantile(int percent) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[(sorted.length - 1) * percent / 100]);
    }

    @Override
    public String toString() {
        return String.format("%d, p50 %.1f, p99 %.1f, max %.1f ms", asked.get(), quantile(50).toNanos() / 1e6,
                quantile(99).toNanos() / 1e6, quantile(100).toNanos() / 1e6);
    }
}
