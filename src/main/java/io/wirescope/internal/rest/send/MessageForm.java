package io.wirescope.internal.rest.send;

import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Message;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.request.EventMembers;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Reads messages that callers want sent. Thread-safe. */
@Dependent
public class MessageForm {

    private final IdSource ids;

    @Inject
    MessageForm(IdSource ids) {
        this.ids = ids;
    }

    /**
     * {@return the message that {@code type} and {@code payload} are, as part of the call}
     *
     * @throws InvalidEventException where one of them is missing or breaks its rule
     */
    Message message(EventMembers members, Exchange exchange) throws InvalidEventException {
        String type = members.requiredText("type");
        if (!MessageType.isValid(type)) {
            throw new InvalidEventException("type", "must be 1 to " + MessageType.MAX_LENGTH + " characters");
        }
        if (MessageType.isServersOwn(type)) {
            throw new InvalidEventException("type", "must not be one of the server's own: " + type);
        }
        return new Message(type, payload(members), exchange.requestId(),
                exchange.trace() == null ? null : exchange.trace().child(ids.newSpan()));
    }

    private static JsonObject payload(EventMembers members) throws InvalidEventException {
        JsonValue value = members.value("payload").orElseThrow(() ->
                new InvalidEventException("payload", "is required"));
        if (value instanceof JsonObject payload) {
            return payload;
        }
        throw new InvalidEventException("payload", "must be an object, not " + JsonFormat.kind(value));
    }

    /**
     * {@return the channel, where it takes messages}
     *
     * @throws InvalidEventException where none has that name, or it carries events only
     */
    static String channel(String channel) throws InvalidEventException {
        if (!ChannelName.isValid(channel)) {
            throw new InvalidEventException("channel", ChannelName.RULE);
        }
        if (ChannelName.isOfEvents(channel)) {
            throw new InvalidEventException("channel", "must not be one of events: publish an event instead");
        }
        return channel;
    }
}
