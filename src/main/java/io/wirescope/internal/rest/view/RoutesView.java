package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.upstream.CallFailure;
import io.wirescope.internal.upstream.Outcome;
import io.wirescope.internal.upstream.Route;
import io.wirescope.internal.upstream.RouteStats;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Which applications take messages, and how they fare.
 *
 * @param windowSeconds the time that rates and percentiles are of
 * @param routes        each route, and each life-cycle hook that there is
 */
public record RoutesView(int windowSeconds, List<RouteView> routes) {

    /**
     * Calls since the start, by how they ended.
     *
     * @param answered the application took the message
     * @param refused  the application does not take it
     * @param failed   there was no usable answer
     * @param timeout  there was no answer in time
     * @param rejected the application was not asked
     */
    public record OutcomesView(long answered, long refused, long failed, long timeout, long rejected) {
    }

    /**
     * A call that did not end well.
     *
     * @param timestamp    when it ended, RFC 3339
     * @param requestId    the message's request id
     * @param clientId     whose message it was
     * @param connectionId on which connection
     * @param type         the message's type
     * @param outcome      how it ended
     * @param status       the HTTP status or the simple name of an exception's class, or null
     * @param reason       what went wrong, or null
     * @param durationMs   how long it took
     */
    @JsonbNillable
    public record FailureView(String timestamp, String requestId, String clientId, String connectionId, String type,
            String outcome, String status, String reason, BigDecimal durationMs) {

        static FailureView of(CallFailure failure) {
            return new FailureView(Rfc3339.format(failure.timestamp()), failure.requestId(), failure.clientId(),
                    failure.connectionId(), failure.type(), failure.outcome().wireName(), failure.status(),
                    failure.reason(), BigDecimal.valueOf(failure.durationNanos() / 1000, 3));
        }
    }

    /**
     * One route.
     *
     * @param route            its name; that of a hook begins with {@code hook.}
     * @param kind             {@code http} or {@code handler}
     * @param target           what it calls, without query and credentials
     * @param types            the patterns of types that it takes
     * @param ordered          whether the messages of one connection go one after the other
     * @param timeoutMs        how long a call may take
     * @param maxInFlight      how many calls may be under way
     * @param maxWaiting       how many messages may wait
     * @param inFlight         how many calls are under way
     * @param waiting          how many messages wait
     * @param breaker          {@code closed}, {@code half_open} or {@code open}
     * @param breakerOpened    how often it has opened since the start
     * @param breakerRetryInMs while it is open, how long until it lets a call through, else null
     * @param calls            all calls since the start
     * @param outcomes         the same by how they ended
     * @param answersDropped   answers that came after the client had left, since the start
     * @param ratePerSecond    calls in a second, over the window
     * @param errorRate        which part of them failed, timed out or was rejected; null without calls
     * @param p50Ms            the median duration of those that were made; null without
     * @param p99Ms            the duration that one in a hundred of them is over; null without
     * @param failures         the last that did not end well, newest first
     */
    @JsonbNillable
    public record RouteView(String route, String kind, String target, List<String> types, boolean ordered,
            long timeoutMs, int maxInFlight, int maxWaiting, int inFlight, int waiting, String breaker,
            long breakerOpened, Long breakerRetryInMs, long calls, OutcomesView outcomes, long answersDropped,
            BigDecimal ratePerSecond, BigDecimal errorRate, @JsonbProperty("p50_ms") BigDecimal p50Ms,
            @JsonbProperty("p99_ms") BigDecimal p99Ms,
            List<FailureView> failures) {

        /** {@return how a route fares now} */
        public static RouteView of(Route route) {
            RouteStats stats = route.stats();
            RouteStats.Window window = stats.window();
            OutcomesView outcomes = new OutcomesView(stats.count(Outcome.ANSWERED), stats.count(Outcome.REFUSED),
                    stats.count(Outcome.FAILED), stats.count(Outcome.TIMEOUT), stats.count(Outcome.REJECTED));
            String breaker = route.breakerState();
            Duration retryIn = route.breakerRetryIn();
            return new RouteView(route.name(), route.kind(), route.target(), route.types(), route.ordered(),
                    route.timeout().toMillis(), route.maxInFlight(), route.maxWaiting(), route.inFlight(),
                    route.waiting(), breaker, route.breakerOpened(), breaker.equals("open") ? retryIn.toMillis() : null,
                    outcomes.answered() + outcomes.refused() + outcomes.failed() + outcomes.timeout()
                            + outcomes.rejected(), outcomes, stats.dropped(),
                    rounded((double) window.calls() / RouteStats.WINDOW_SECONDS),
                    window.calls() == 0 ? null : rounded((double) window.errors() / window.calls()),
                    rounded(window.p50Millis()), rounded(window.p99Millis()),
                    stats.failures().stream().map(FailureView::of).toList());
        }

        private static BigDecimal rounded(OptionalDouble value) {
            return value.isEmpty() ? null : rounded(value.getAsDouble());
        }

        private static BigDecimal rounded(double value) {
            return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
        }
    }
}
