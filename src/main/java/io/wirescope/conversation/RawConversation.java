package io.wirescope.conversation;

import io.wirescope.config.Settings;
import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.Protocol;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventType;
import io.wirescope.event.InboundMessage;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.legacy.LegacyUsage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The conversation on the raw addresses: the text {@code T} is answered with {@code Echo: T}, and
 * nothing is sent that the client did not ask for (contract, section 5). Thread-safe.
 */
@ApplicationScoped
public class RawConversation implements Conversation {

    private final ObservabilityEventBus bus;
    private final LegacyUsage legacy;
    private final HandlingTimes times;
    private final MessageLimits limits;

    /** For the container's proxy alone. */
    protected RawConversation() {
        bus = null;
        legacy = null;
        times = null;
        limits = null;
    }

    /**
     * @param settings has the limits
     * @param bus      gets an event for every message
     * @param legacy   notes every connect
     * @param times    is told how long each message took
     */
    @Inject
    public RawConversation(Settings settings, ObservabilityEventBus bus, LegacyUsage legacy, HandlingTimes times) {
        this.bus = bus;
        this.legacy = legacy;
        this.times = times;
        this.limits = MessageLimits.from(settings);
    }

    /** Begins the conversation; there is nothing that it could come back to. */
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
        bus.publish(EventType.WS_MESSAGE_IN, connection.context(),
                new InboundMessage("raw", bytes, connection.peer().remoteAddress(), 0));
        if (bytes > limits.maxMessageBytes()) {
            connection.close(CloseCode.MESSAGE_TOO_BIG, "Message too big");
        } else {
            answer(connection, text);
        }
        times.handled(Protocol.RAW, System.nanoTime() - start);
    }

    // What is over the rate gets no answer: nothing else may be sent here (contract, section 5).
    private static void answer(Connection connection, String text) {
        switch (connection.rateVerdict()) {
            case ADMITTED -> connection.sendRaw("Echo: " + text);
            case CLOSE -> connection.close(CloseCode.TOO_MANY_MESSAGES, "Too many messages");
            default -> { }
        }
    }
}
