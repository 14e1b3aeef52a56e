package io.wirescope.internal.session;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The logins that have begun and not come back from the issuer, by their {@code state}. Each is good once, for ten minutes,
 * for the browser that began it. Bounded: of more than 1,000 the oldest gives way, since anybody may begin one. Thread-safe.
 */
final class PendingLogins {

    static final Duration LIFE = Duration.ofMinutes(10);
    static final int MAX = 1_000;

    private final LongSupplier nanos;
    private final Map<String, Pending> logins = new LinkedHashMap<>();

    /**
     * A login that has begun.
     *
     * @param browser     the hash of the secret in the cookie of the browser that began it
     * @param nonce       what the ID token must have
     * @param verifier    what PKCE proves with that the code is for whoever began
     * @param redirectUri where the issuer sends the browser
     * @param returnTo    where the browser goes in the end
     * @param begunAt     when
     */
    record Pending(String browser, String nonce, String verifier, String redirectUri, String returnTo, long begunAt) {
    }

    PendingLogins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(String state, Pending login) {
        synchronized (logins) {
            Iterator<Pending> oldest = logins.values().iterator();
            while (oldest.hasNext() && (isOver(oldest.next()) || logins.size() >= MAX)) {
                oldest.remove();
            }
            logins.put(Secrets.hash(state), login);
        }
    }

    /** {@return the login of a state, which is used up by that, where this browser began it} */
    Optional<Pending> take(String state, String browserSecret) {
        Pending login;
        synchronized (logins) {
            login = logins.remove(Secrets.hash(state));
        }
        return Optional.ofNullable(login).filter(found -> !isOver(found) && found.browser().equals(Secrets.hash(browserSecret)));
    }

    private boolean isOver(Pending login) {
        return nanos.getAsLong() - login.begunAt() > LIFE.toNanos();
    }

    int size() {
        synchronized (logins) {
            return logins.size();
        }
    }
}
