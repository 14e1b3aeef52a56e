package io.wirescope.internal.upstream;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.event.MessageText;
import io.wirescope.upstream.ClientMessage;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hands messages to one upstream: limits, orders, counts and observes the calls. Thread-safe. */
public final class Route {

    private static final Logger LOG = Logger.getLogger(Route.class.getName());

    private static final Answer QUEUE_FULL = Answer.rejected(ErrorCode.OVERLOADED, "queue full");

    private final RouteConfig config;
    private final Upstream upstream;
    private final int maxAnswerBytes;
    private final ObservabilityEventBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final LongSupplier nanos;
    private final Refusals refusals;
    private final Admission admission;
    private final Breaker breaker;
    private final RouteStats stats;

    /**
     * @param config         its settings
     * @param upstream       what is called
     * @param maxAnswerBytes the largest payload that a client gets
     * @param bus            gets an event for each call
     * @param clock          stamps failures
     * @param ids            makes ids of calls, and spans
     * @param nanos          a monotonic clock
     * @param refusals       refuse what is over the queue
     */
    Route(RouteConfig config, Upstream upstream, int maxAnswerBytes, ObservabilityEventBus bus, Clock clock,
            IdSource ids, LongSupplier nanos, Refusals refusals) {
        this.config = config;
        this.upstream = upstream;
        this.maxAnswerBytes = maxAnswerBytes;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        this.nanos = nanos;
        this.refusals = refusals;
        this.admission = new Admission(config.maxInFlight(), config.maxWaiting(), config.ordered());
        this.breaker = new Breaker(config.breakerCalls(), config.breakerRatio(), config.breakerDelay(), nanos,
                this::changed);
        this.stats = new RouteStats(nanos);
    }

    private void changed(Breaker.State state) {
        LOG.log(state == Breaker.State.OPEN ? Level.WARNING : Level.INFO, "Circuit breaker " + state.wireName()
                + ": route=" + config.name() + " target=" + upstream.target());
    }

    /**
     * Hands a message over, now or when its turn comes, and returns.
     *
     * @param connection whose message it is
     * @param message    what is handed over
     * @param answered   takes what became of it, once, on this thread or any other
     */
    public void hand(Connection connection, RoutedMessage message, Consumer<Answer> answered) {
        Handover handover = new Handover(connection, message, answered);
        connection.callBegun();
        if (!admission.offer(connection.connectionId(), handover)) {
            handover.overloaded();
        }
    }

    /** One message on its way. */
    private final class Handover implements Runnable {

        private final Connection connection;
        private final RoutedMessage message;
        private final Consumer<Answer> answered;
        private final long offered = nanos.getAsLong();
        private final TraceContext trace;
        private long begun;
        private Call call;
        private long pass = Breaker.REFUSED;

        Handover(Connection connection, RoutedMessage message, Consumer<Answer> answered) {
            this.connection = connection;
            this.message = message;
            this.answered = answered;
            this.trace = TraceContext.orOfRequest(message.trace(), message.requestId()).child(ids.newSpan());
        }

        /** Begins, for its turn has come. */
        @Override
        public void run() {
            begun = nanos.getAsLong();
            pass = breaker.tryPass();
            if (pass == Breaker.REFUSED) {
                rejected(Answer.rejected(ErrorCode.UPSTREAM_UNAVAILABLE, "breaker open"));
                over();
                return;
            }
            try {
                call = call();
                upstream.call(call, this::answered, this::over);
            } catch (Throwable e) { // a header that is not allowed; an error where no thread is to be had
                answered(Answer.failed(e.getClass().getSimpleName(), String.valueOf(e.getMessage()), 0));
                over();
            }
        }

        private Call call() {
            return new Call(new ClientMessage(message.type(), message.payload(), message.timestamp(),
                    message.requestId(), trace, connection.peer().clientId(), connection.connectionId(),
                    connection.peer().role().wireName(), connection.attributes(),
                    connection.peer().caller().subject()), ids);
        }

        private void over() {
            admission.ended(connection.connectionId());
        }

        // What may wait holds no message.
        void overloaded() {
            begun = nanos.getAsLong();
            observe(QUEUE_FULL, 0);
            Connection client = connection;
            String requestId = message.requestId();
            Consumer<Answer> refused = answered;
            refusals.add(client, () -> answer(client, requestId, refused, QUEUE_FULL));
        }

        private void rejected(Answer answer) {
            begun = nanos.getAsLong();
            finish(answer, 0);
        }

        private void answered(Answer answer) {
            Answer checked = answer.payload() != null && answer.responseBytes() > maxAnswerBytes
                    ? Answer.failed(answer.status(), "answer over " + maxAnswerBytes + " bytes", answer.responseBytes())
                            .after(answer.attempts()) : answer;
            breaker.record(pass, !checked.isFromApplication());
            finish(checked, Math.max(1, nanos.getAsLong() - begun));
        }

        private void finish(Answer answer, long duration) {
            observe(answer, duration);
            answer(connection, message.requestId(), answered, answer);
        }

        private void observe(Answer answer, long duration) {
            try {
                count(answer, duration);
            } catch (Throwable e) { // the client gets its answer all the same
                LOG.log(Level.SEVERE, "Call of request " + message.requestId() + " could not be observed", e);
            }
        }

        private void count(Answer answer, long duration) {
            stats.ended(answer.outcome(), duration);
            UpstreamRequest data = UpstreamRequest.of(config.name(), upstream, message.type(), answer, duration,
                    begun - offered, call == null ? 0 : call.bytes());
            if (answer.outcome() != Outcome.ANSWERED) {
                stats.failed(new CallFailure(clock.instant(), message.requestId(), connection.peer().clientId(),
                        connection.connectionId(), message.type(), answer.outcome(), data.status(), data.reason(),
                        duration));
            }
            connection.tap().publishCall(bus, EventType.UPSTREAM_REQUEST,
                    connection.context().with(message.requestId(), trace), data, message.type(), () -> texts(answer));
        }

        // In the form of messages, so that a path that is redacted there is here too. An application that was not asked
        // was given nothing.
        private List<MessageText> texts(Answer answer) {
            List<MessageText> texts = new ArrayList<>();
            if (call != null) {
                texts.add(new MessageText(MessageText.REQUEST, text(message.type(), message.payload())));
            }
            if (answer.payload() != null) {
                texts.add(new MessageText(MessageText.RESPONSE, text(answer.type(), answer.payload())));
            }
            return texts;
        }

        private static String text(String type, JsonObject payload) {
            return JsonFormat.write(JsonFormat.object().add("type", type).add("payload", payload).build());
        }
    }

    private static void answer(Connection connection, String requestId, Consumer<Answer> answered, Answer answer) {
        try {
            answered.accept(answer);
        } catch (Throwable e) {
            LOG.log(Level.SEVERE, "Answer of request " + requestId + " failed", e);
        } finally {
            connection.callEnded();
        }
    }

    /** Counts an answer that came after its client had left. */
    public void answerDropped() {
        stats.answerDropped();
    }

    /** {@return its name} */
    public String name() {
        return config.name();
    }

    /** {@return the patterns of types that it takes} */
    public List<String> types() {
        return config.types();
    }

    /** {@return {@code http} or {@code handler}} */
    public String kind() {
        return upstream.kind();
    }

    /** {@return what it calls, without query and credentials} */
    public String target() {
        return upstream.target();
    }

    /** {@return whether the messages of one connection go one after the other} */
    public boolean ordered() {
        return config.ordered();
    }

    /** {@return how long a call may take} */
    public Duration timeout() {
        return config.timeout();
    }

    /** {@return how many calls may be under way} */
    public int maxInFlight() {
        return config.maxInFlight();
    }

    /** {@return how many messages may wait} */
    public int maxWaiting() {
        return config.maxWaiting();
    }

    /** {@return how many calls are under way} */
    public int inFlight() {
        return admission.inFlight();
    }

    /** {@return how many messages wait} */
    public int waiting() {
        return admission.waiting();
    }

    /** {@return {@code closed}, {@code half_open} or {@code open}} */
    public String breakerState() {
        return breaker.state().wireName();
    }

    /** {@return 0 where the breaker is closed, 1 half open, 2 open} */
    public int breakerLevel() {
        return breaker.state().ordinal();
    }

    /** {@return how often the breaker has opened} */
    public long breakerOpened() {
        return breaker.opened();
    }

    /** {@return how long the breaker lets no call through yet} */
    public Duration breakerRetryIn() {
        return breaker.retryIn();
    }

    /** {@return what it counts} */
    public RouteStats stats() {
        return stats;
    }
}
