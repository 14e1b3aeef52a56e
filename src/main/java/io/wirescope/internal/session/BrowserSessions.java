package io.wirescope.internal.session;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of browsers on this node. A session is made with a token, has what the token has, and ends with it or after
 * {@code wirescope.security.session-ttl}. Bounded: 10,000 sessions, and 100 of a subject, of which the oldest gives way.
 * Thread-safe.
 */
@Service
public class BrowserSessions implements Eager {

    /** The most sessions that there are. */
    static final int MAX = 10_000;

    /** The most sessions of one subject. */
    static final int MAX_OF_SUBJECT = 100;

    private static final String TTL = "wirescope.security.session-ttl";
    private static final Duration MIN_TTL = Duration.ofMinutes(1);
    private static final Duration MAX_TTL = Duration.ofDays(30);

    private final Duration ttl;
    private final Clock clock;
    private final IdSource ids;
    private final EndedCredentials ended;

    /** By the hash of the secret, the oldest first. */
    private final Map<String, Caller> sessions = new LinkedHashMap<>();

    /**
     * A session that was opened.
     *
     * @param secret what the browser proves it with
     * @param caller whom it stands for, until when
     */
    public record Opened(String secret, Caller caller) {

        @Override
        public String toString() {
            return "Opened[" + caller.subject() + "]";
        }
    }

    /**
     * @param settings has {@code wirescope.security.session-ttl}, 1 minute to 30 days
     * @param clock    judges what has ended
     * @param ids      makes secrets
     * @param ended    is notified of sessions that end before their time
     */
    @Inject
    public BrowserSessions(Settings settings, Clock clock, IdSource ids, EndedCredentials ended) {
        this.ttl = settings.duration(TTL, MIN_TTL, MAX_TTL);
        this.clock = clock;
        this.ids = ids;
        this.ended = ended;
    }

    /**
     * Opens a session.
     *
     * @param token the caller that a token made
     * @return the session; empty where there are as many as there may be
     */
    public Optional<Opened> open(Caller token) {
        String secret = ids.newToken();
        String hash = Secrets.hash(secret);
        Instant now = clock.instant();
        Instant end = now.plus(ttl);
        Caller caller = new Caller(token.subject(), token.roles(), token.grants(),
                token.expiresAt() == null || token.expiresAt().isAfter(end) ? end : token.expiresAt(),
                CredentialKind.SESSION, Secrets.id(hash));
        Caller displaced = null;
        synchronized (sessions) {
            if (sessions.size() >= MAX) {
                sessions.values().removeIf(session -> session.isExpiredAt(now));
            }
            if (count(token.subject()) >= MAX_OF_SUBJECT) {
                displaced = removeOldest(token.subject());
            } else if (sessions.size() >= MAX) {
                return Optional.empty();
            }
            sessions.put(hash, caller);
        }
        if (displaced != null) {
            ended.end(displaced.credentialId());
        }
        return Optional.of(new Opened(secret, caller));
    }

    private long count(String subject) {
        return sessions.values().stream().filter(session -> session.subject().equals(subject)).count();
    }

    private Caller removeOldest(String subject) {
        Iterator<Caller> all = sessions.values().iterator();
        while (all.hasNext()) {
            Caller session = all.next();
            if (session.subject().equals(subject)) {
                all.remove();
                return session;
            }
        }
        return null;
    }

    /**
     * {@return whom a session stands for, also one whose time is over and which nobody has looked at since; or empty}
     *
     * @param secret what the browser sent
     */
    Optional<Caller> find(String secret) {
        String hash = Secrets.hash(secret);
        synchronized (sessions) {
            Caller session = sessions.get(hash);
            if (session != null && session.isExpiredAt(clock.instant())) {
                sessions.remove(hash);
            }
            return Optional.ofNullable(session);
        }
    }

    /**
     * Ends a session, and with it the connections and streams that it opened.
     *
     * @param secret what the browser sent
     * @return whom it stood for; empty where there was none
     */
    public Optional<Caller> end(String secret) {
        Caller session;
        synchronized (sessions) {
            session = sessions.remove(Secrets.hash(secret));
        }
        if (session != null) {
            ended.end(session.credentialId());
        }
        return Optional.ofNullable(session);
    }

    /** {@return how many there are, some of which may have ended} */
    public int size() {
        synchronized (sessions) {
            return sessions.size();
        }
    }
}
