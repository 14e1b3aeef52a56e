package io.wirescope.internal.upstream;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The calls about a connection's life (contract, section 8): each is made where an application wants it, and is nothing
 * else. Thread-safe.
 */
@Service
public class LifeCycle {

    private static final String NOT_PERMITTED = "Not permitted by the application";
    private static final String FAULT = "The application did not say whether this is permitted; try again later";

    /** How many requests that change memberships may wait, of all connections. */
    private static final int MAX_WAITING = 10_000;

    private final Routes routes;
    private final Clock clock;
    private final Admission memberships = new Admission(Integer.MAX_VALUE, MAX_WAITING, true);

    /**
     * @param routes have the hooks
     * @param clock  stamps calls
     */
    @Inject
    public LifeCycle(Routes routes, Clock clock) {
        this.routes = routes;
        this.clock = clock;
    }

    /** Why something may not be done. */
    public record Denial(ErrorCode code, String text, JsonObject details) {
    }

    /**
     * {@return whether an application is asked about something}
     *
     * @param hook the call
     */
    public boolean isWanted(Hook hook) {
        return routes.hook(hook).isPresent();
    }

    /**
     * Asks whether a client may connect.
     *
     * @param connection one that has not started
     * @param decided    takes the decision, once, on this thread or any other; on this one where nobody is asked
     */
    public void connect(Connection connection, Consumer<Admittance> decided) {
        Optional<Route> route = routes.hook(Hook.CONNECT);
        if (route.isEmpty()) {
            decided.accept(Admittance.AS_ASKED);
            return;
        }
        route.get().hand(connection, message(Hook.CONNECT, connection, about(connection).build()),
                answer -> decided.accept(admittance(answer)));
    }

    private Admittance admittance(Answer answer) {
        if (answer.outcome() == Outcome.ANSWERED) {
            Optional<Admittance> read = answer.payload() == null ? Optional.of(Admittance.AS_ASKED)
                    : AdmittanceReader.read(answer.payload());
            return read.orElseGet(() -> fault(Hook.CONNECT));
        }
        return isDenial(answer) ? Admittance.refused(reason(answer)) : fault(Hook.CONNECT);
    }

    private Admittance fault(Hook hook) {
        return routes.allowsOnFailure(hook) ? Admittance.AS_ASKED : Admittance.refused(FAULT);
    }

    // A 404 or 429 is no decision about the client.
    private static boolean isDenial(Answer answer) {
        return answer.outcome() == Outcome.REFUSED
                && (answer.status() == null || answer.status().equals("401") || answer.status().equals("403"));
    }

    private static String reason(Answer answer) {
        return answer.details().getString("detail", answer.details().getString("title", NOT_PERMITTED));
    }

    /**
     * Notifies of a connection, and of its end when that comes; each once.
     *
     * @param connection one that has started
     */
    public void connected(Connection connection) {
        Optional<Route> ends = routes.hook(Hook.DISCONNECTED);
        CompletableFuture<Void> heard = new CompletableFuture<>();
        // It hears of the end after it has heard of the connection.
        ends.ifPresent(route -> connection.onEnd((code, reason) -> heard.thenRun(() -> disconnected(route, connection,
                code, reason, connection.uptime()))));
        routes.hook(Hook.CONNECTED).ifPresentOrElse(route -> route.hand(connection,
                message(Hook.CONNECTED, connection, about(connection).build()), answer -> heard.complete(null)),
                () -> heard.complete(null));
    }

    private void disconnected(Route route, Connection connection, int code, String reason, Duration lasted) {
        route.hand(connection, message(Hook.DISCONNECTED, connection, about(connection)
                .add("code", code)
                .add("reason", reason)
                .add("duration_seconds", BigDecimal.valueOf(lasted.toMillis(), 3)).build()), answer -> { });
    }

    /**
     * Asks whether a client may do something.
     *
     * @param hook       {@link Hook#SUBSCRIBE} or {@link Hook#PUBLISH}
     * @param connection whose client asks
     * @param payload    what it asks for
     * @param requestId  its message's request id, or else the connection's
     * @param trace      its message's trace, or else the connection's, or null
     * @param decided    takes why it may not, or empty; once, on this thread or any other; on this one where nobody is asked
     */
    public void ask(Hook hook, Connection connection, JsonObject payload, String requestId, TraceContext trace,
            Consumer<Optional<Denial>> decided) {
        Optional<Route> route = routes.hook(hook);
        if (route.isEmpty()) {
            decided.accept(Optional.empty());
            return;
        }
        route.get().hand(connection, new RoutedMessage(hook.type(), payload, now(), requestId, trace),
                answer -> decided.accept(denial(hook, answer)));
    }

    /**
     * Does what changes a connection's memberships, one after the other for each connection: those that an application is
     * asked about take a while.
     *
     * @param connection whose memberships they are
     * @param change     begins the change, and runs what it is given when that has come to its end; on this thread or any
     *                   other
     * @return false where too many wait; then nothing is done
     */
    public boolean inTurn(Connection connection, Consumer<Runnable> change) {
        return memberships.offer(connection, () -> change.accept(() -> memberships.ended(connection)));
    }

    private Optional<Denial> denial(Hook hook, Answer answer) {
        if (answer.outcome() == Outcome.ANSWERED) {
            return Optional.empty();
        }
        if (isDenial(answer)) {
            return Optional.of(new Denial(ErrorCode.NOT_PERMITTED, reason(answer), JsonFormat.object()
                    .add("retryable", false).build()));
        }
        return routes.allowsOnFailure(hook) ? Optional.empty()
                : Optional.of(new Denial(ErrorCode.UPSTREAM_UNAVAILABLE, FAULT, JsonFormat.object()
                        .add("retryable", true).build()));
    }

    private static JsonObjectBuilder about(Connection connection) {
        JsonObjectBuilder about = JsonFormat.object()
                .add("client_id", connection.peer().clientId())
                .add("connection_id", connection.connectionId())
                .add("role", connection.peer().role().wireName())
                .add("client_remote", connection.peer().remoteAddress());
        if (connection.peer().userAgent() != null) {
            about.add("user_agent", connection.peer().userAgent());
        }
        return about;
    }

    private RoutedMessage message(Hook hook, Connection connection, JsonObject payload) {
        return new RoutedMessage(hook.type(), payload, now(), connection.peer().requestId(), connection.peer().trace());
    }

    private String now() {
        return Rfc3339.format(clock.instant());
    }
}
