package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Role;
import io.wirescope.delivery.Subscriptions;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.logging.LogContext;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.TokenVerifier;
import io.wirescope.internal.session.SessionAudit;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes new tokens for connections (contract, section 9): of the same subject, which may still connect so. The connection
 * leaves the channels that the new token does not grant. A token is judged on the executor, one of a connection at a time,
 * because an unknown key is fetched. Thread-safe.
 */
@Service
public class TokenRefresh {

    private static final Logger LOG = Logger.getLogger(TokenRefresh.class.getName());

    private final BiFunction<String, String, Credential> verifier;
    private final Subscriptions subscriptions;
    private final SessionAudit audit;
    private final Threads threads;
    private final Replies replies;
    private final Set<Connection> busy = ConcurrentHashMap.newKeySet();

    /**
     * @param verifier      judges tokens
     * @param subscriptions know the channels of connections
     * @param audit         records each refresh
     * @param threads       judge
     * @param clock         stamps what the server writes
     * @param ids           makes spans
     */
    @Inject
    public TokenRefresh(TokenVerifier verifier, Subscriptions subscriptions, SessionAudit audit, Threads threads, Clock clock,
            IdSource ids) {
        this(verifier::verify, subscriptions, audit, threads, clock, ids);
    }

    /**
     * With a judge of one's own, for tests.
     *
     * @param verifier judges a token that came from an address
     */
    public TokenRefresh(BiFunction<String, String, Credential> verifier, Subscriptions subscriptions, SessionAudit audit,
            Threads threads, Clock clock, IdSource ids) {
        this.verifier = verifier;
        this.subscriptions = subscriptions;
        this.audit = audit;
        this.threads = threads;
        this.replies = new Replies(clock, ids);
    }

    /** {@return whether a connection has a token; else {@code auth.refresh} has no meaning on it} */
    boolean isMeant(Connection connection) {
        return connection.peer().caller().isAuthenticated();
    }

    /** Answers {@code auth.refresh}; returns at once. */
    void refresh(ReplyContext reply, JsonObject payload) {
        if (!(payload.get("token") instanceof JsonString token) || token.getString().isEmpty()) {
            refuse(reply, ErrorCode.INVALID_TOKEN, "payload.token must be a text that is not empty");
            return;
        }
        Connection connection = reply.connection();
        if (!busy.add(connection)) {
            refuse(reply, ErrorCode.RATE_LIMITED, "A token of this connection is being judged already");
            return;
        }
        try {
            threads.executor().execute(() -> judge(reply, token.getString()));
        } catch (Throwable e) { // no thread to be had
            busy.remove(connection);
            LOG.log(Level.FINE, "A token could not be judged", e);
            refuse(reply, ErrorCode.OVERLOADED, "The server has no time to judge the token now; try again");
        }
    }

    private void judge(ReplyContext reply, String token) {
        LogContext context = LogContext.open(reply.requestId(), reply.trace());
        try {
            Credential found = verifier.apply(token, reply.connection().peer().remoteAddress());
            if (found.state() == Credential.State.GOOD) {
                accept(reply, found.caller());
            } else {
                refuse(reply, code(found), found.reason());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "Message of request " + reply.requestId() + " failed", e);
            refuse(reply, ErrorCode.MESSAGE_PROCESSING_ERROR, "The server failed to handle this message");
        } finally {
            busy.remove(reply.connection());
            context.close();
        }
    }

    private static ErrorCode code(Credential found) {
        return switch (found.state()) {
            case EXPIRED -> ErrorCode.TOKEN_EXPIRED;
            case LIMITED -> ErrorCode.RATE_LIMITED;
            case UNKNOWN -> ErrorCode.OVERLOADED;
            default -> ErrorCode.INVALID_TOKEN;
        };
    }

    private void accept(ReplyContext reply, Caller caller) {
        Connection connection = reply.connection();
        if (!Objects.equals(caller.subject(), connection.peer().caller().subject())) {
            refuse(reply, ErrorCode.NOT_PERMITTED, "The token is another subject's");
        } else if (!mayConnect(connection, caller)) {
            refuse(reply, ErrorCode.NOT_PERMITTED, "The token does not permit this connection's client id or role");
        } else {
            Peer before = connection.peer();
            connection.refreshed(caller);
            audit.refreshed(caller, connection.context().with(reply.requestId(), reply.trace()),
                    connection.peer().remoteAddress());
            subscriptions.recheck(connection, before, left -> answer(reply, caller, left));
        }
    }

    private static boolean mayConnect(Connection connection, Caller caller) {
        return caller.hasAny(SecurityRole.CLIENT) && caller.grants().allowClientId(connection.peer().clientId())
                && (connection.peer().role() != Role.ADMIN || caller.hasAny(SecurityRole.OBSERVER));
    }

    private void answer(ReplyContext reply, Caller caller, List<String> left) {
        replies.send(reply, MessageType.AUTH_REFRESHED, Payloads.auth(caller));
        if (!left.isEmpty()) {
            replies.send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(left));
        }
    }

    private void refuse(ReplyContext reply, ErrorCode code, String text) {
        replies.error(reply, code, text, JsonValue.EMPTY_JSON_OBJECT);
    }
}
