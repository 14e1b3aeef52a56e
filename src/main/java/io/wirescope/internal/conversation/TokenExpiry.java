package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.session.EndedCredentials;
import io.wirescope.internal.session.SessionAudit;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Ends connections with their tokens (contract, section 9): warns a client 60 seconds before, closes with 4407 at the end,
 * and at once with 4403 where the credential was ended by a logout. One periodic task looks at all connections, twice a second.
 * Thread-safe.
 */
@Service
public class TokenExpiry {

    /** How long before the end a client is warned. */
    static final Duration WARNING = Duration.ofSeconds(60);

    private static final Duration ROUND = Duration.ofMillis(500);

    private final ConnectionRegistry registry;
    private final EndedCredentials ended;
    private final SessionAudit audit;
    private final Clock clock;
    private final Threads threads;
    private final Replies replies;

    /** For which end each connection was warned. */
    private final Map<Connection, Instant> warned = new ConcurrentHashMap<>();
    private volatile Future<?> rounds;

    /**
     * @param registry knows the connections
     * @param ended    are closed at once
     * @param audit    records each end
     * @param clock    judges
     * @param threads  run the periodic task
     * @param ids      makes spans
     */
    @Inject
    public TokenExpiry(ConnectionRegistry registry, EndedCredentials ended, SessionAudit audit, Clock clock, Threads threads,
            IdSource ids) {
        this.registry = registry;
        this.ended = ended;
        this.audit = audit;
        this.clock = clock;
        this.threads = threads;
        this.replies = new Replies(clock, ids);
        ended.onEnd(this::round);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        rounds = threads.every(ROUND, this::round);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(true);
        }
    }

    /** Looks at all connections. */
    void round() {
        Instant now = clock.instant();
        registry.all().forEach(connection -> look(connection, now));
        warned.keySet().removeIf(Connection::hasEnded);
    }

    private void look(Connection connection, Instant now) {
        Caller caller = connection.peer().caller();
        if (ended.include(caller)) {
            end(connection, caller, "logout", ErrorCode.AUTHENTICATION_REQUIRED, "The session was ended by a logout",
                    CloseCode.NOT_PERMITTED);
        } else if (caller.isExpiredAt(now)) {
            end(connection, caller, "expired", ErrorCode.TOKEN_EXPIRED, "The token has ended; reconnect with a new one",
                    CloseCode.TOKEN_EXPIRED);
        } else if (caller.isExpiredAt(now.plus(WARNING)) && connection.peer().protocol() == Protocol.ENVELOPE
                && !caller.expiresAt().equals(warned.put(connection, caller.expiresAt()))) {
            replies.send(unasked(connection), MessageType.AUTH_EXPIRING, expiring(caller));
        }
    }

    private static JsonObject expiring(Caller caller) {
        return JsonFormat.object().add("expires_at", Rfc3339.format(caller.expiresAt())).build();
    }

    private void end(Connection connection, Caller caller, String reason, ErrorCode code, String text, CloseCode close) {
        if (connection.hasEnded()) {
            return;
        }
        audit.ended(caller, "connection", connection.context(), connection.peer().remoteAddress(), reason);
        if (connection.peer().protocol() == Protocol.ENVELOPE) { // nothing else may be sent on a raw address
            replies.error(unasked(connection), code, text, JsonValue.EMPTY_JSON_OBJECT);
        }
        connection.close(close, reason.equals("logout") ? "Logged out" : "Token expired");
    }

    private static ReplyContext unasked(Connection connection) {
        return ReplyContext.of(connection, null, null, true);
    }
}
