package io.wirescope.internal.security;

import io.wirescope.internal.identity.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tokens whose signature was found good, by hash, so that it is not computed for each request. An entry ends with its token,
 * also where the clock is set back, and after {@link #MAX_AGE}, because a key may have been withdrawn. Bounded: the least
 * recently used entry is evicted. Thread-safe.
 */
final class VerifiedTokens {

    static final int MAX_ENTRIES = 10_000;
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private record Entry(Caller caller, long endNanos, long verifiedNanos) {
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MAX_ENTRIES;
        }
    };
    private final Clock clock;
    private final LongSupplier nanos;
    private final Duration skew;

    VerifiedTokens(Clock clock, LongSupplier nanos, Duration skew) {
        this.clock = clock;
        this.nanos = nanos;
        this.skew = skew;
    }

    /** {@return what is known of a token: good or expired; or null where it has to be verified} */
    Credential find(String hash) {
        Entry entry;
        synchronized (entries) {
            entry = entries.get(hash);
        }
        if (entry == null) {
            return null;
        }
        long now = nanos.getAsLong();
        if (now - entry.endNanos() >= 0 || entry.caller().isExpiredAt(clock.instant().minus(skew))) {
            return Credential.expired("The token has expired");
        }
        return now - entry.verifiedNanos() >= MAX_AGE.toNanos() ? null : Credential.good(entry.caller());
    }

    /** Keeps a caller whose token was verified just now. */
    void add(String hash, Caller caller) {
        Instant now = clock.instant();
        long now0 = nanos.getAsLong();
        Entry entry = new Entry(caller, now0 + Duration.between(now, caller.expiresAt().plus(skew)).toNanos(), now0);
        synchronized (entries) {
            entries.put(hash, entry);
        }
    }

    /** {@return how many there are} */
    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
