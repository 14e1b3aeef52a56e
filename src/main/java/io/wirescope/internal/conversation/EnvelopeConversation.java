package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.RateVerdict;
import io.wirescope.delivery.ChannelList;
import io.wirescope.delivery.DeliveryRefusedException;
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
import io.wirescope.envelope.Rfc3339;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventType;
import io.wirescope.event.InboundMessage;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.logging.LogContext;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.List;
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
    private final HandlingTimes times;
    private final Clock clock;
    private final IdSource ids;
    private final MessageLimits limits;
    private final EnvelopeCodec codec = new EnvelopeCodec();

    /**
     * @param settings      has the limits
     * @param registry      knows the settings of connections
     * @param bus           gets an event for every message
     * @param legacy        notes every message without envelope
     * @param subscriptions lets connections into channels
     * @param times         records how long each message took
     * @param clock         stamps what the server writes
     * @param ids           makes spans
     */
    @Inject
    public EnvelopeConversation(Settings settings, ConnectionRegistry registry, ObservabilityEventBus bus,
            LegacyUsage legacy, Subscriptions subscriptions, HandlingTimes times, Clock clock, IdSource ids) {
        this.registry = registry;
        this.bus = bus;
        this.legacy = legacy;
        this.subscriptions = subscriptions;
        this.times = times;
        this.clock = clock;
        this.ids = ids;
        this.limits = MessageLimits.from(settings);
    }

    /** Begins the conversation: {@code hello} is the first message, even if others already send. */
    @Override
    public void open(Connection connection, ResumeRequest resume) {
        ReplyContext handshake = ReplyContext.of(connection, null, null, true);
        SessionStart sessionStart = subscriptions.start(connection, resume);
        connection.start(envelope(handshake, MessageType.HELLO, Payloads.hello(connection, clock.instant(),
                registry.config(), limits, subscriptions.maxPerConnection(), sessionStart)));
        sessionStart.problems().forEach(problem -> answerRefused(handshake, problem));
    }

    /**
     * Notifies a client why it is refused, and closes.
     *
     * @param connection a refused one: it is not registered and has not started
     * @param refusal    the error to send and the close code, 4400 or 4401
     */
    public void refuse(Connection connection, Refusal refusal) {
        ReplyContext handshake = ReplyContext.of(connection, null, null, true);
        connection.start(envelope(handshake, MessageType.ERROR,
                Payloads.error(refusal.error(), refusal.reason(), JsonValue.EMPTY_JSON_OBJECT)));
        connection.close(refusal.code(), refusal.reason());
    }

    /** Handles one message, and sends the response where one is due. */
    @Override
    public void onText(Connection connection, String text) {
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
            case MessageType.SUBSCRIBE -> subscribe(reply, message.envelope().payload());
            case MessageType.UNSUBSCRIBE -> unsubscribe(reply, message.envelope().payload());
            default -> send(reply, MessageType.ECHO, Payloads.echo(message.source(), message.type(),
                    connection.peer().clientId()));
        }
    }

    private void subscribe(ReplyContext reply, JsonObject payload) {
        try {
            subscriptions.subscribe(reply.connection(), ChannelList.read(payload),
                    places -> send(reply, MessageType.SUBSCRIBED, Payloads.subscribed(places)));
        } catch (DeliveryRefusedException e) {
            answerRefused(reply, e);
        }
    }

    private void unsubscribe(ReplyContext reply, JsonObject payload) {
        try {
            List<String> channels = ChannelList.read(payload);
            subscriptions.unsubscribe(reply.connection(), channels);
            send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(channels));
        } catch (DeliveryRefusedException e) {
            answerRefused(reply, e);
        }
    }

    private void answerRefused(ReplyContext reply, DeliveryRefusedException e) {
        answerError(reply, e.code(), e.getMessage(), e.details());
    }

    private void answerUnenveloped(ReplyContext reply, LegacyMessage message) {
        UnenvelopedResponse.to(message, reply.connection(), clock.instant())
                .ifPresent(answer -> send(reply, answer.type(), answer.payload()));
    }

    private void answerError(ReplyContext reply, ErrorCode code, String text, JsonObject details) {
        send(reply, MessageType.ERROR, Payloads.error(code, text, details));
    }

    private void send(ReplyContext reply, String type, JsonObject payload) {
        Connection connection = reply.connection();
        connection.send(envelope(reply, type, payload), connection.peer().flat() || !reply.enveloped());
    }

    private Envelope envelope(ReplyContext reply, String type, JsonObject payload) {
        return new Envelope(type, Rfc3339.format(clock.instant()), reply.requestId(),
                reply.trace() == null ? null : reply.trace().child(ids.newSpan()),
                payload, reply.enveloped() ? null : Payloads.legacyMeta(type));
    }
}
