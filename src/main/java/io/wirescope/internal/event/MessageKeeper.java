package io.wirescope.internal.event;

import io.wirescope.event.EventContext;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Keeps the payloads of messages that somebody captures. Thread-safe. */
@FunctionalInterface
public interface MessageKeeper {

    /**
     * Decides whether a message is kept, and prepares that.
     *
     * @param context   what the message's event belongs to
     * @param direction which way it goes
     * @param type      its type
     * @param texts     what it says
     * @return takes the sequence of the message's event and keeps the message under it; empty where nobody wants it or
     *         there is no room
     */
    Optional<LongConsumer> offer(EventContext context, MessageDirection direction, String type, List<MessageText> texts);
}
