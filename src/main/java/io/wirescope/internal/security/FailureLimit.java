package io.wirescope.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many bad credentials an address may bring in a minute: beyond that none is judged, since a signature costs more than
 * the request. Of IPv6 the first 64 bits are one address: a household has as many as it likes. Bounded in memory; thread-safe.
 */
final class FailureLimit {

    static final int MAX_ADDRESSES = 10_000;

    private static final double NANOS_PER_MINUTE = 60e9;

    private static final class Bucket {
        private double tokens;
        private long filledNanos;
    }

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };
    private final int perMinute;
    private final LongSupplier nanos;

    /**
     * @param perMinute failures of an address in a minute; 0 is no limit
     * @param nanos     a monotonic clock
     */
    FailureLimit(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /** {@return whether a credential of an address is judged} */
    boolean allows(String address) {
        if (perMinute == 0) {
            return true;
        }
        synchronized (buckets) {
            Bucket bucket = buckets.get(network(address));
            return bucket == null || filled(bucket).tokens >= 1;
        }
    }

    /** Counts a bad credential of an address. */
    void count(String address) {
        if (perMinute == 0) {
            return;
        }
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(network(address), key -> full());
            filled(bucket).tokens = Math.max(0, bucket.tokens - 1);
        }
    }

    private Bucket full() {
        Bucket bucket = new Bucket();
        bucket.tokens = perMinute;
        bucket.filledNanos = nanos.getAsLong();
        return bucket;
    }

    private Bucket filled(Bucket bucket) {
        long now = nanos.getAsLong();
        bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.filledNanos) * perMinute / NANOS_PER_MINUTE);
        bucket.filledNanos = now;
        return bucket;
    }

    int size() {
        synchronized (buckets) {
            return buckets.size();
        }
    }

    /** {@return the first 64 bits of an IPv6 address, written in full; another address as it is} */
    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] halves = address.split("::", -1);
        StringBuilder network = new StringBuilder();
        String[] head = halves[0].isEmpty() ? new String[0] : halves[0].split(":");
        int tail = halves.length < 2 || halves[1].isEmpty() ? 0 : halves[1].split(":").length;
        for (int i = 0; i < 4; i++) {
            int inTail = i - (8 - tail);
            network.append(i < head.length ? head[i] : halves.length > 1 && inTail >= 0 ? halves[1].split(":")[inTail] : "0")
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}
