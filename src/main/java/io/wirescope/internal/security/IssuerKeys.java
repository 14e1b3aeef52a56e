package io.wirescope.internal.security;

import com.nimbusds.jose.JWSHeader;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The keys that one issuer publishes. They are fetched when the first token comes, again when they are old, and when a token
 * names one that is not among them; never twice at once, and not more often than every {@link #MIN_INTERVAL}, or a flood of
 * invented key ids would become one at the issuer. While the issuer is away the keys that are known stay good. Thread-safe.
 */
final class IssuerKeys implements KeySource {

    /** The shortest time between two fetches: how long a rotated key may be unknown under a flood of invented ones. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(5);

    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Duration OUTAGE = Duration.ofHours(24);

    /** The container's threads that may wait for a fetch: the others are needed for callers who have their keys. */
    private static final int MAX_WAITING = 16;

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class.getName());

    /** Keys, and when they were fetched. */
    private record Known(List<SigningKey> keys, long fetchedNanos) {
    }

    private final String issuer;
    private final Supplier<CompletableFuture<String>> fetch;
    private final LongSupplier nanos;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    private volatile Known known;
    private volatile boolean failing;
    // guarded by this
    private CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);
    private long lastAttempt;
    private boolean attempted;

    /**
     * @param issuer for the log
     * @param fetch  gets the key set
     * @param nanos  a monotonic clock
     */
    IssuerKeys(String issuer, Supplier<CompletableFuture<String>> fetch, LongSupplier nanos) {
        this.issuer = issuer;
        this.fetch = fetch;
        this.nanos = nanos;
    }

    /** {@return whether the last fetch failed} */
    boolean isFailing() {
        return failing;
    }

    @Override
    public List<SigningKey> find(JWSHeader header) throws KeysUnreachableException {
        Known now = current();
        List<SigningKey> found = now == null ? List.of() : fitting(now, header);
        if (!found.isEmpty()) {
            if (age(now) > REFRESH.toNanos()) {
                refresh();
            }
            return found;
        }
        await(refresh());
        now = current();
        if (now == null) {
            throw new KeysUnreachableException();
        }
        return fitting(now, header);
    }

    private static List<SigningKey> fitting(Known now, JWSHeader header) {
        return now.keys().stream().filter(key -> key.fits(header)).toList();
    }

    private Known current() {
        Known now = known;
        return now == null || age(now) > OUTAGE.toNanos() ? null : now;
    }

    private long age(Known now) {
        return nanos.getAsLong() - now.fetchedNanos();
    }

    /** {@return the fetch that is under way, or has just ended} */
    private synchronized CompletableFuture<Void> refresh() {
        boolean tooSoon = attempted && nanos.getAsLong() - lastAttempt < MIN_INTERVAL.toNanos();
        if (!pending.isDone() || tooSoon) {
            return pending;
        }
        attempted = true;
        lastAttempt = nanos.getAsLong();
        pending = begin().handle((text, failure) -> {
            if (failure == null) {
                take(text);
            } else {
                failed(failure);
            }
            return null;
        });
        return pending;
    }

    private CompletableFuture<String> begin() {
        try {
            return fetch.get();
        } catch (RuntimeException e) { // no thread is to be had
            return CompletableFuture.failedFuture(e);
        }
    }

    private void take(String text) {
        try {
            List<SigningKey> keys = SigningKey.readSet(text);
            if (keys.isEmpty()) {
                throw new ParseException("no key for signatures", 0);
            }
            known = new Known(keys, nanos.getAsLong());
            if (failing) {
                LOG.log(Level.INFO, "Signing keys reachable again issuer={0} keys={1}", new Object[] {issuer, keys.size()});
            }
            failing = false;
        } catch (ParseException | RuntimeException e) { // nimbus throws both for hostile JSON
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        if (!failing) { // once, until it works again
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.log(Level.WARNING, "Signing keys unreachable issuer={0} cause={1}: {2}",
                    new Object[] {issuer, cause.getClass().getSimpleName(), cause.getMessage()});
        }
        failing = true;
    }

    private void await(CompletableFuture<Void> fetched) throws KeysUnreachableException {
        if (fetched.isDone()) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw new KeysUnreachableException();
        }
        try {
            fetched.get(JwksFetch.TIMEOUT.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.FINE, "Signing keys did not come", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnreachableException();
        } finally {
            waiting.release();
        }
    }
}
