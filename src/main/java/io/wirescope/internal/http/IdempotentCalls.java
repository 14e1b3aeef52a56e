package io.wirescope.internal.http;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Makes a call that bears an {@code Idempotency-Key} once: a repeat within {@code wirescope.idempotency.ttl} gets the
 * result of the first (contract, section 8). Thread-safe.
 *
 * <p>A result is kept for its whole time, or a repeat would act twice without anybody noticing. So the bound of memory,
 * {@code wirescope.idempotency.max-bytes}, refuses new keys instead of forgetting old ones. A call that threw was not
 * made: its key is free again.
 */
@Service
public class IdempotentCalls implements Eager {

    private static final String PREFIX = "wirescope.idempotency.";

    /** How long a repeat waits for the first; all that a call does is in memory, so that takes milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** About what a key takes besides its characters and its result, in bytes. */
    private static final long OVERHEAD = 512;

    private final long ttlNanos;
    private final long maxBytes;
    private final LongSupplier nanoTime;
    private final LongAdder repeats = new LongAdder();

    // Guarded by this; in the order in which they were claimed.
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    /** What became of a call. */
    public enum Verdict {
        /** It was made now. */
        MADE,
        /** It was made before, with the same fingerprint. */
        REPEATED,
        /** Its key came before, with another fingerprint. */
        OTHER_CALL,
        /** The first call with its key is still under way. */
        UNDER_WAY,
        /** No more keys can be kept now. */
        FULL
    }

    /**
     * What became of a call.
     *
     * @param verdict that
     * @param result  the result of the first call; null unless the verdict is MADE or REPEATED
     * @param <T>     the type of the result
     */
    public record Outcome<T>(Verdict verdict, T result) {
    }

    /**
     * A call that can be made.
     *
     * @param <T> the type of its result
     */
    public interface Call<T> {

        /** {@return about how many bytes of memory the result takes at most} */
        long maxResultBytes();

        /** Makes the call. {@return its result, immutable} */
        T make();

        /** {@return about how many bytes of memory a result takes, at most {@link #maxResultBytes}} */
        long bytesOf(T result);
    }

    private static final class Entry {

        private final String fingerprint;
        private final long claimedNanos;
        private final CompletableFuture<Object> result = new CompletableFuture<>();
        private long bytes;

        Entry(String fingerprint, long claimedNanos, long bytes) {
            this.fingerprint = fingerprint;
            this.claimedNanos = claimedNanos;
            this.bytes = bytes;
        }
    }

    /** @param settings has the time and the bound */
    @Inject
    public IdempotentCalls(Settings settings) {
        this(settings, System::nanoTime);
    }

    IdempotentCalls(Settings settings, LongSupplier nanoTime) {
        this.ttlNanos = settings.duration(PREFIX + "ttl", Duration.ofSeconds(1), Duration.ofDays(1)).toNanos();
        this.maxBytes = settings.longInteger(PREFIX + "max-bytes", 1 << 20, 1L << 40);
        this.nanoTime = nanoTime;
    }

    /**
     * Makes a call unless it was made before. Waits up to a second where it is being made.
     *
     * @param key         names the call, whoever makes it
     * @param fingerprint tells one call from another; those with the same results are of the same type
     * @param call        what is to be done; what it throws is thrown here
     * @return what became of it
     */
    public <T> Outcome<T> make(String key, String fingerprint, Call<T> call) {
        long deadline = nanoTime.getAsLong() + PATIENCE.toNanos();
        while (true) {
            Entry mine = new Entry(fingerprint, nanoTime.getAsLong(), OVERHEAD + key.length() + call.maxResultBytes());
            Entry present = claim(key, mine);
            if (present == mine) {
                return new Outcome<>(Verdict.MADE, makeFirst(key, mine, call));
            }
            if (present == null) {
                return new Outcome<>(Verdict.FULL, null);
            }
            if (!present.fingerprint.equals(fingerprint)) {
                return new Outcome<>(Verdict.OTHER_CALL, null);
            }
            Outcome<T> repeated = await(present, deadline);
            if (repeated != null) {
                return repeated;
            }
        }
    }

    /** {@return the entry of a key, which is the one given where it had none; null where there is no room for it} */
    private synchronized Entry claim(String key, Entry mine) {
        forgetExpired(mine.claimedNanos);
        Entry present = entries.get(key);
        if (present != null) {
            return present;
        }
        if (bytes + mine.bytes > maxBytes) {
            return null;
        }
        entries.put(key, mine);
        bytes += mine.bytes;
        return mine;
    }

    // One that is still under way stays: its key must not be claimed a second time.
    private void forgetExpired(long now) {
        for (Iterator<Entry> each = entries.values().iterator(); each.hasNext();) {
            Entry oldest = each.next();
            if (now - oldest.claimedNanos < ttlNanos) {
                return;
            }
            if (oldest.result.isDone()) {
                bytes -= oldest.bytes;
                each.remove();
            }
        }
    }

    private <T> T makeFirst(String key, Entry mine, Call<T> call) {
        boolean made = false;
        try {
            T result = call.make();
            keep(mine, OVERHEAD + key.length() + call.bytesOf(result));
            mine.result.complete(result);
            made = true;
            return result;
        } finally {
            if (!made) {
                release(key, mine);
                mine.result.cancel(false);
            }
        }
    }

    private synchronized void keep(Entry entry, long size) {
        bytes += size - entry.bytes;
        entry.bytes = size;
    }

    private synchronized void release(String key, Entry entry) {
        if (entries.remove(key, entry)) {
            bytes -= entry.bytes;
        }
    }

    /** {@return what the first has made, or null where it has failed} */
    @SuppressWarnings("unchecked") // of the same fingerprint, and so of the same type
    private <T> Outcome<T> await(Entry first, long deadline) {
        try {
            Object result = first.result.get(Math.max(0, deadline - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            repeats.increment();
            return new Outcome<>(Verdict.REPEATED, (T) result);
        } catch (TimeoutException e) {
            return new Outcome<>(Verdict.UNDER_WAY, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome<>(Verdict.UNDER_WAY, null);
        } catch (CancellationException | ExecutionException e) {
            return null;
        }
    }

    /** {@return how long until the oldest key is forgotten, in seconds, rounded up; 1 at least} */
    public synchronized long secondsUntilRoom() {
        long now = nanoTime.getAsLong();
        return entries.values().stream().findFirst()
                .map(oldest -> 1 + TimeUnit.NANOSECONDS.toSeconds(Math.max(0, oldest.claimedNanos + ttlNanos - now)))
                .orElse(1L);
    }

    /** {@return how many keys are kept} */
    public synchronized int keys() {
        return entries.size();
    }

    /** {@return about how many bytes of memory they take with their results} */
    public synchronized long bytes() {
        return bytes;
    }

    /** {@return how many calls got the result of an earlier one} */
    public long repeats() {
        return repeats.sum();
    }
}
