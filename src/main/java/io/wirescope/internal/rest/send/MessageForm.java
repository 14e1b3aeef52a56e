package io.wirescope.internal.rest.send;

import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Message;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.http.Exchange;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

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
     * @throws InvalidFieldException where one of them is missing or breaks its rule
     */
    Message message(JsonMembers members, Exchange exchange) {
        String type = members.messageType("type");
        if (MessageType.isServersOwn(type)) {
            throw new InvalidFieldException("type", "must not be one of the server's own: " + type);
        }
        return new Message(type, members.requiredObject("payload"), exchange.requestId(),
                exchange.trace() == null ? null : exchange.trace().child(ids.newSpan()));
    }

    /**
     * {@return the channel, where it takes messages}
     *
     * @throws InvalidFieldException where none has that name, or it carries only events
     */
    static String channel(String channel) {
        if (!ChannelName.isValid(channel)) {
            throw new InvalidFieldException("channel", ChannelName.RULE);
        }
        if (ChannelName.isOfEvents(channel)) {
            throw new InvalidFieldException("channel", "must not be one of events: publish an event instead");
        }
        return channel;
    }
}
