package io.wirescope.internal.rest.send;

import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.delivery.DeliveryOverloadedException;
import io.wirescope.delivery.Message;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.StatusError;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.rest.error.DeliveryErrors;
import io.wirescope.internal.rest.send.BatchView.ResultView;
import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.logging.Logger;

/**
 * Messages to different channels, each of which stands for itself.
 *
 * @param items what is to be sent, or why it is not
 */
record MessageBatch(List<Item> items) {

    private static final int MAX_MESSAGES = 1000;
    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(MessageBatch.class.getName()));

    /**
     * One message.
     *
     * @param channel where to
     * @param message what
     * @param error   why it can't be sent; then the others are null
     */
    private record Item(String channel, Message message, ErrorBody error) {

        long maxResultBytes() {
            return 64 + (error != null ? BatchView.ERROR_BYTES
                    : Math.max(BatchView.ERROR_BYTES, SentView.bytes(channel.length())));
        }
    }

    /**
     * Reads a batch.
     *
     * @throws InvalidFieldException where it is no array of 1 to 1,000
     */
    static MessageBatch read(JsonMembers body, MessageForm form, Exchange exchange) {
        if (!(body.required("messages") instanceof JsonArray messages) || messages.isEmpty()
                || messages.size() > MAX_MESSAGES) {
            throw new InvalidFieldException("messages", "must be an array of 1 to " + MAX_MESSAGES + " messages");
        }
        return new MessageBatch(messages.stream().map(message -> item(message, form, exchange)).toList());
    }

    private static Item item(JsonValue message, MessageForm form, Exchange exchange) {
        try {
            JsonMembers members = JsonMembers.of("message", message);
            String channel = MessageForm.channel(members.requiredText("channel"));
            return new Item(channel, form.message(members, exchange), null);
        } catch (InvalidFieldException e) {
            return new Item(null, null, ErrorBody.of(e));
        }
    }

    /** {@return the same, with those refused that a caller may not send} */
    MessageBatch grantedBy(Grants grants) {
        return new MessageBatch(items.stream().map(item -> item.error() != null || grants.allowPublish(item.channel())
                ? item : new Item(null, null, DeliveryErrors.NOT_GRANTED)).toList());
    }

    /** {@return what became of each} */
    BatchView send(Broadcaster broadcaster) {
        return BatchView.of(items.stream().map(item -> send(item, broadcaster)).toList());
    }

    private static ResultView send(Item item, Broadcaster broadcaster) {
        if (item.error() != null) {
            return ResultView.refused(item.error());
        }
        try {
            return ResultView.sent(SentView.of(broadcaster.offerNow(item.channel(), item.message())));
        } catch (MessageTooLargeException e) {
            return ResultView.refused(new ErrorBody("PAYLOAD_TOO_LARGE", e.getMessage(),
                    JsonFormat.object().add("max_message_bytes", e.maxBytes()).build()));
        } catch (DeliveryOverloadedException e) {
            return ResultView.refused(DeliveryErrors.OVERLOADED);
        } catch (BrokerUnavailableException e) {
            return ResultView.refused(DeliveryErrors.UNAVAILABLE);
        } catch (RuntimeException e) { // the others are sent all the same
            FAILURES.warn("A message of request " + item.message().requestId() + " could not be sent", e);
            return ResultView.refused(StatusError.of(500));
        }
    }

    /** {@return about how many bytes of memory the results take at most} */
    long maxResultBytes() {
        return items.stream().mapToLong(Item::maxResultBytes).sum();
    }
}
