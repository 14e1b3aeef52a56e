package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.RateVerdict;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.delivery.SessionStart;
import io.wirescope.delivery.Subscriptions;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.EnvelopedMessage;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.IncomingMessage;
import io.wirescope.envelope.InvalidMessageException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.LegacyMessage;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.logging.LogContext;
import io.wirescope.internal.upstream.Admittance;
import io.wirescope.internal.upstream.Answer;
import io.wirescope.internal.upstream.Hook;
import io.wirescope.internal.upstream.LifeCycle;
import io.wirescope.internal.upstream.Route;
import io.wirescope.internal.upstream.RoutedMessage;
import io.wirescope.internal.upstream.Routes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The conversation on the envelope address (contract, sections 3 to 5): reads what a client sends,
 * publishes it, and answers. Thread-safe.
 *
 * <p>Whatever a client sends is answered on its own connection, and only a message over the limit ends
 * that.
 */
@Service
public class EnvelopeConversation implements Conversation, Eager {

    private static final Logger LOG = Logger.getLogger(EnvelopeConversation.class.getName());

    /** The type, in events, of what could not be read. */
    private static final String UNREADABLE = "invalid";

    /** The type, in events, of what was not read because it came too fast. */
    private static final String UNREAD = "rate_limited";

    private final ConnectionRegistry registry;
    private final ObservabilityEventBus bus;
    private final LegacyUsage legacy;
    private final Subscriptions subscriptions;
    private final ChannelRequests channels;
    private final Routes routes;
    private final LifeCycle lifeCycle;
    private final TokenRefresh tokens;
    private final EarlyMessages early = new EarlyMessages();
    private final HandlingTimes times;
    private final Clock clock;
    private final Replies replies;
    private final MessageLimits limits;
    private final EnvelopeCodec codec = new EnvelopeCodec();

    /**
     * @param settings      has the limits
     * @param registry      knows the settings of connections
     * @param bus           gets an event for every message
     * @param legacy        notes every message without envelope
     * @param subscriptions lets connections into their first channels
     * @param channels      serves what clients ask about channels
     * @param routes        know which application takes a message
     * @param lifeCycle     asks applications about connections
     * @param tokens        takes new tokens
     * @param times         records how long each message took
     * @param clock         stamps what the server writes
     * @param ids           makes spans
     */
    @Inject
    public EnvelopeConversation(Settings settings, ConnectionRegistry registry, ObservabilityEventBus bus,
            LegacyUsage legacy, Subscriptions subscriptions, ChannelRequests channels, Routes routes, LifeCycle lifeCycle,
            TokenRefresh tokens, HandlingTimes times, Clock clock, IdSource ids) {
        this.registry = registry;
        this.bus = bus;
        this.legacy = legacy;
        this.subscriptions = subscriptions;
        this.channels = channels;
        this.routes = routes;
        this.lifeCycle = lifeCycle;
        this.tokens = tokens;
        this.times = times;
        this.clock = clock;
        this.replies = new Replies(clock, ids);
        this.limits = MessageLimits.from(settings);
    }

    /**
     * Begins the conversation, once the application lets the client in where it is asked: {@code hello} is the first
     * message, whoever else sends by now.
     */
    @Override
    public void open(Connection connection, ResumeRequest resume) {
        if (lifeCycle.isWanted(Hook.CONNECT)) {
            early.holdFor(connection);
            lifeCycle.connect(connection, admittance -> decided(connection, resume, admittance));
            return;
        }
        CompletableFuture<Void> admitted = admit(connection, resume, Admittance.AS_ASKED).toCompletableFuture();
        if (admitted.isDone()) {
            admitted.join();
        } else {
            early.holdFor(connection);
            admitted.whenComplete((done, failure) -> begin(connection, failure));
        }
    }

    private void decided(Connection connection, ResumeRequest resume, Admittance admittance) {
        try {
            if (admittance.refusal().isPresent()) {
                refuse(connection, new Refusal(ErrorCode.NOT_PERMITTED, CloseCode.NOT_PERMITTED,
                        admittance.refusal().get()));
                early.drop(connection);
                return;
            }
            admit(connection, resume, admittance).whenComplete((done, failure) -> begin(connection, failure));
        } catch (Throwable e) { // an error too, or the client would wait for ever
            failed(connection, e);
        }
    }

    private void begin(Connection connection, Throwable failure) {
        if (failure != null) {
            failed(connection, failure);
            return;
        }
        try {
            early.release(connection, text -> handle(connection, text));
        } catch (Throwable e) {
            failed(connection, e);
        }
    }

    private void failed(Connection connection, Throwable failure) {
        LOG.log(Level.SEVERE, "Connection " + connection.connectionId() + " failed", failure);
        early.drop(connection);
        connection.abort(CloseCode.SERVER_FAULT, "Server fault");
    }

    private CompletionStage<Void> admit(Connection connection, ResumeRequest resume, Admittance admittance) {
        connection.admitted(admittance.role().orElse(connection.peer().role()), admittance.attributes());
        return subscriptions.start(connection, resume, admittance.channels())
                .thenAccept(sessionStart -> greet(connection, sessionStart));
    }

    private void greet(Connection connection, SessionStart sessionStart) {
        ReplyContext handshake = ReplyContext.of(connection, null, null, true);
        connection.start(replies.envelope(handshake, MessageType.HELLO, Payloads.hello(connection, clock.instant(),
                registry.config(), limits, subscriptions.maxPerConnection(), sessionStart)));
        sessionStart.problems().forEach(problem ->
                replies.error(handshake, problem.code(), problem.getMessage(), problem.details()));
        lifeCycle.connected(connection);
    }

    /**
     * Notifies a client why it is refused, and closes.
     *
     * @param connection a refused one: it is not registered and has not started
     * @param refusal    the error to send and the close code, 4400 or 4401
     */
    public void refuse(Connection connection, Refusal refusal) {
        ReplyContext handshake = ReplyContext.of(connection, null, null, true);
        connection.start(replies.envelope(handshake, MessageType.ERROR,
                Payloads.error(refusal.error(), refusal.reason(), JsonValue.EMPTY_JSON_OBJECT)));
        connection.close(refusal.code(), refusal.reason());
    }

    /** Handles one message, and sends the response where one is due. */
    @Override
    public void onText(Connection connection, String text) {
        if (!early.holds(connection, text)) {
            handle(connection, text);
        }
    }

    private void handle(Connection connection, String text) {
        long start = System.nanoTime();
        int bytes = Utf8.length(text);
        connection.received(bytes);
        if (bytes > limits.maxMessageBytes()) {
            refuseOversize(connection, bytes);
        } else {
            judgeRate(connection, text, bytes);
        }
        times.handled(Protocol.ENVELOPE, System.nanoTime() - start);
    }

    @Override
    public int maxMessageBytes() {
        return limits.maxMessageBytes();
    }

    @Override
    public void onOversize(Connection connection, long bytes) {
        refuseOversize(connection, bytes);
    }

    private void refuseOversize(Connection connection, long bytes) {
        ReplyContext reply = ReplyContext.of(connection, null, null, true);
        publish(reply, UNREADABLE, (int) Math.min(bytes, Integer.MAX_VALUE), 0);
        answerError(reply, ErrorCode.MESSAGE_TOO_LARGE, "Message of " + bytes + " bytes exceeds the limit of "
                + limits.maxMessageBytes(), JsonFormat.object()
                .add("max_message_bytes", limits.maxMessageBytes())
                .add("message_bytes", bytes).build());
        connection.close(CloseCode.MESSAGE_TOO_BIG, "Message too big");
    }

    // What is over the rate is not read: that is what costs.
    private void judgeRate(Connection connection, String text, int bytes) {
        RateVerdict verdict = connection.rateVerdict();
        if (verdict == RateVerdict.ADMITTED) {
            read(connection, text, bytes);
            return;
        }
        ReplyContext reply = ReplyContext.of(connection, null, null, true);
        publish(reply, UNREAD, bytes, 0);
        int perSecond = registry.config().messagesPerSecond();
        answerError(reply, ErrorCode.RATE_LIMITED, "More than " + perSecond + " messages per second; message discarded",
                JsonFormat.object().add("messages_per_second", perSecond).build());
        if (verdict == RateVerdict.CLOSE) {
            connection.close(CloseCode.TOO_MANY_MESSAGES, "Too many messages");
        }
    }

    private void read(Connection connection, String text, int bytes) {
        try {
            IncomingMessage message = codec.read(text);
            ReplyContext reply = ReplyContext.of(connection, message.requestId(), message.trace(),
                    message instanceof EnvelopedMessage);
            publish(reply, message.type(), bytes, reply.enveloped() ? Envelope.VERSION : 0);
            answer(reply, message);
        } catch (InvalidMessageException e) {
            ReplyContext reply = ReplyContext.of(connection, e.requestId(), e.trace(), e.enveloped());
            publish(reply, UNREADABLE, bytes, 0);
            answerError(reply, e.code(), e.getMessage(), e.details());
        }
    }

    private void publish(ReplyContext reply, String type, int bytes, int envelopeVersion) {
        Connection connection = reply.connection();
        bus.publish(EventType.WS_MESSAGE_IN, connection.context().with(reply.requestId(), reply.trace()),
                new InboundMessage(type, bytes, connection.peer().remoteAddress(), envelopeVersion));
    }

    private void answer(ReplyContext reply, IncomingMessage message) {
        LogContext context = LogContext.open(reply.requestId(), reply.trace());
        try {
            if (message instanceof LegacyMessage unenveloped) {
                legacy.messageWithoutEnvelope(reply.connection(), unenveloped.type());
                answerUnenveloped(reply, unenveloped);
            } else if (message instanceof EnvelopedMessage enveloped) {
                answerEnveloped(reply, enveloped);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "Message handling failed request_id=" + reply.requestId(), e);
            answerError(reply, reply.enveloped() ? ErrorCode.MESSAGE_PROCESSING_ERROR
                    : ErrorCode.LEGACY_MESSAGE_ERROR, "The server failed to handle this message",
                    JsonValue.EMPTY_JSON_OBJECT);
        } finally {
            context.close();
        }
    }

    private void answerEnveloped(ReplyContext reply, EnvelopedMessage message) {
        Connection connection = reply.connection();
        switch (message.type()) {
            case MessageType.PING -> {
                connection.heartbeat();
                send(reply, MessageType.PONG, Payloads.pong(message.source().get("timestamp"),
                        message.envelope().payload().get("data"), connection.peer().clientId(), clock.instant()));
            }
            case MessageType.PONG -> connection.heartbeat();
            case MessageType.STATUS -> send(reply, MessageType.STATUS, Payloads.status(connection, false));
            case MessageType.SUBSCRIBE -> channels.subscribe(reply, message.envelope().payload());
            case MessageType.UNSUBSCRIBE -> channels.unsubscribe(reply, message.envelope().payload());
            case MessageType.PUBLISH -> publish(reply, message);
            case MessageType.AUTH_REFRESH -> refresh(reply, message);
            default -> routes.find(message.type()).ifPresentOrElse(route -> hand(reply, message, route),
                    () -> echo(reply, message));
        }
    }

    private void hand(ReplyContext reply, EnvelopedMessage message, Route route) {
        Envelope envelope = message.envelope();
        route.hand(reply.connection(), new RoutedMessage(envelope.type(), envelope.payload(), envelope.timestamp(),
                reply.requestId(), reply.trace()), answer -> answered(reply, route, answer));
    }

    private void answered(ReplyContext reply, Route route, Answer answer) {
        boolean sent = true;
        if (answer.error() != null) {
            sent = replies.error(reply, answer.error(), UpstreamError.text(answer.error()), answer.details());
        } else if (answer.type() != null) {
            sent = replies.send(reply, answer.type(), answer.payload());
        }
        if (!sent) {
            route.answerDropped();
        }
    }

    private void publish(ReplyContext reply, EnvelopedMessage message) {
        if (channels.takesPublish()) {
            channels.publish(reply, message.envelope().payload());
        } else {
            echo(reply, message);
        }
    }

    private void refresh(ReplyContext reply, EnvelopedMessage message) {
        if (tokens.isMeant(reply.connection())) {
            tokens.refresh(reply, message.envelope().payload());
        } else {
            echo(reply, message);
        }
    }

    private void echo(ReplyContext reply, EnvelopedMessage message) {
        send(reply, MessageType.ECHO, Payloads.echo(message.source(), message.type(),
                reply.connection().peer().clientId()));
    }

    private void answerUnenveloped(ReplyContext reply, LegacyMessage message) {
        UnenvelopedResponse.to(message, reply.connection(), clock.instant())
                .ifPresent(answer -> send(reply, answer.type(), answer.payload()));
    }

    private void answerError(ReplyContext reply, ErrorCode code, String text, JsonObject details) {
        replies.error(reply, code, text, details);
    }

    private void send(ReplyContext reply, String type, JsonObject payload) {
        replies.send(reply, type, payload);
    }
}
