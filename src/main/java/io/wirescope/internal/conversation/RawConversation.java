package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.Protocol;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.MessageDirection;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * The conversation on the raw addresses: the text {@code T} is answered with {@code Echo: T}, and
 * nothing is sent that the client did not ask for (contract, section 5). Thread-safe.
 *
 * <p>With {@code wirescope.legacy.handler=bridge} a text is a message to the envelope side instead, and the
 * answer its bare payload.
 */
@Service
public class RawConversation implements Conversation, Eager {

    private final ObservabilityEventBus bus;
    private final LegacyUsage legacy;
    private final HandlingTimes times;
    private final Clock clock;
    private final MessageLimits limits;
    private final RawHandler handler;

    /**
     * @param settings has the limits, and {@code wirescope.legacy.handler}
     * @param bus      gets an event for every message
     * @param legacy   notes every connect
     * @param times    records how long each message took
     * @param clock    stamps what the bridge answers
     */
    @Inject
    public RawConversation(Settings settings, ObservabilityEventBus bus, LegacyUsage legacy, HandlingTimes times,
            Clock clock) {
        this.bus = bus;
        this.legacy = legacy;
        this.times = times;
        this.clock = clock;
        this.handler = RawHandler.from(settings);
        this.limits = MessageLimits.from(settings);
    }

    /** Begins the conversation; a raw connection has nothing to resume. */
    @Override
    public void open(Connection connection, ResumeRequest resume) {
        legacy.connected(connection);
        connection.start();
    }

    /** Answers a text. */
    @Override
    public void onText(Connection connection, String text) {
        long start = System.nanoTime();
        int bytes = Utf8.length(text);
        connection.received(bytes);
        connection.tap().publish(bus, EventType.WS_MESSAGE_IN, connection.context(),
                new InboundMessage("raw", bytes, connection.peer().remoteAddress(), 0), MessageDirection.IN, "raw", text);
        if (bytes > limits.maxMessageBytes()) {
            refuseOversize(connection);
        } else {
            answer(connection, text);
        }
        times.handled(Protocol.RAW, System.nanoTime() - start);
    }

    private static void refuseOversize(Connection connection) {
        connection.close(CloseCode.MESSAGE_TOO_BIG, "Message too big");
    }

    @Override
    public int maxMessageBytes() {
        return limits.maxMessageBytes();
    }

    @Override
    public void onOversize(Connection connection, long bytes) {
        bus.publish(EventType.WS_MESSAGE_IN, connection.context(), new InboundMessage("raw",
                (int) Math.min(bytes, Integer.MAX_VALUE), connection.peer().remoteAddress(), 0));
        refuseOversize(connection);
    }

    // What is over the rate gets no answer: nothing else may be sent here (contract, section 5).
    private void answer(Connection connection, String text) {
        switch (connection.rateVerdict()) {
            case ADMITTED -> handlerOf(connection).answer(text, connection, clock.instant()).ifPresent(connection::sendRaw);
            case CLOSE -> connection.close(CloseCode.TOO_MANY_MESSAGES, "Too many messages");
            default -> { }
        }
    }

    // A client without a credential gets echoes alone (contract, section 9).
    private RawHandler handlerOf(Connection connection) {
        return connection.peer().caller().hasAny(SecurityRole.CLIENT) ? handler : RawHandler.ECHO;
    }
}
