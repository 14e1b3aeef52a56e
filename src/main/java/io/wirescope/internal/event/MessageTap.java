package io.wirescope.internal.event;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Publishes the events of messages, and shows what the messages said to the one who captures payloads. While nobody does,
 * a message costs one volatile read more. Thread-safe.
 */
@Service
public class MessageTap {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(MessageTap.class.getName()));

    private volatile MessageKeeper keeper;

    /**
     * Sets who gets to see messages.
     *
     * @param newKeeper or null where nobody does
     */
    public void open(MessageKeeper newKeeper) {
        keeper = newKeeper;
    }

    /**
     * Publishes the event of a message.
     *
     * @param bus       gets the event
     * @param eventType the event's type
     * @param context   what it belongs to
     * @param data      what it says
     * @param direction which way the message goes
     * @param type      the message's type
     * @param text      the whole message, or null where it is not known
     */
    public void publish(ObservabilityEventBus bus, String eventType, EventContext context, MessageData data,
            MessageDirection direction, String type, String text) {
        MessageKeeper current = keeper;
        if (current == null || text == null) {
            bus.publish(eventType, context, data);
        } else {
            publish(bus, eventType, context, data,
                    offer(current, context, direction, type, List.of(new MessageText(MessageText.MESSAGE, text))));
        }
    }

    /**
     * Publishes the event of a call of an application.
     *
     * @param bus       gets the event
     * @param eventType the event's type
     * @param context   what it belongs to
     * @param data      what it says
     * @param type      the type of the message that was handed over
     * @param texts     makes what was said; called only where somebody captures payloads
     */
    public void publishCall(ObservabilityEventBus bus, String eventType, EventContext context, MessageData data,
            String type, Supplier<List<MessageText>> texts) {
        MessageKeeper current = keeper;
        if (current == null) {
            bus.publish(eventType, context, data);
        } else {
            publish(bus, eventType, context, data,
                    offer(current, context, MessageDirection.UPSTREAM, type, texts.get()));
        }
    }

    // A payload that can't be kept must not keep its message from going on. The log gets no payload.
    private static Optional<LongConsumer> offer(MessageKeeper keeper, EventContext context, MessageDirection direction,
            String type, List<MessageText> texts) {
        try {
            return keeper.offer(context, direction, type, texts);
        } catch (RuntimeException | StackOverflowError e) {
            FAILURES.warn("Payload not captured", withoutMessage(e));
            return Optional.empty();
        }
    }

    private static Throwable withoutMessage(Throwable failure) {
        Throwable bare = new IllegalStateException(failure.getClass().getName());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }

    private static void publish(ObservabilityEventBus bus, String eventType, EventContext context, MessageData data,
            Optional<LongConsumer> kept) {
        if (kept.isEmpty()) {
            bus.publish(eventType, context, data);
        } else {
            kept.get().accept(bus.publish(eventType, context, data.asCaptured()).sequence());
        }
    }
}
