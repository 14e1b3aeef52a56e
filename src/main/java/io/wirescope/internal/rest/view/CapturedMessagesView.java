package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.capture.CapturedMessage;
import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;

/**
 * Some of what a capture kept.
 *
 * @param messages      by number
 * @param totalReturned how many that are
 * @param nextAfter     the {@code after} with which to ask for what follows
 * @param more          whether there is more now
 */
public record CapturedMessagesView(List<MessageView> messages, int totalReturned, int nextAfter, boolean more) {

    /**
     * A payload.
     *
     * @param number        its number in the capture, from 1
     * @param sequence      the sequence of its event
     * @param timestamp     RFC 3339
     * @param direction     {@code in}, {@code out} or {@code upstream}
     * @param part          {@code message}, {@code request} or {@code response}
     * @param type          the message's type
     * @param clientId      the client's id
     * @param connectionId  the connection's id
     * @param requestId     the request's id, or null
     * @param format        {@code json} or {@code text}
     * @param payload       what was kept, as text
     * @param originalBytes how long the message was
     * @param cut           whether the end is missing
     * @param redacted      JSON Pointers to what was redacted, at most 100
     * @param redactedCount how many values were redacted
     */
    @JsonbNillable
    public record MessageView(int number, long sequence, String timestamp, String direction, String part, String type,
            String clientId, String connectionId, String requestId, String format, String payload, int originalBytes,
            boolean cut, List<String> redacted, int redactedCount) {

        static MessageView of(CapturedMessage message) {
            return new MessageView(message.number(), message.sequence(), Rfc3339.format(message.at()),
                    message.direction().wireName(), message.part(), message.type(), message.clientId(),
                    message.connectionId(), message.requestId(), message.json() ? "json" : "text", message.text(),
                    message.originalBytes(), message.cut(), message.redacted(), message.redactedCount());
        }
    }

    /**
     * {@return messages as JSON has them}
     *
     * @param found what was found, at most {@code limit}
     * @param after the number that was asked for
     * @param kept  how many the capture has
     */
    public static CapturedMessagesView of(List<CapturedMessage> found, int after, int kept) {
        int last = found.isEmpty() ? after : found.get(found.size() - 1).number();
        return new CapturedMessagesView(found.stream().map(MessageView::of).toList(), found.size(), last,
                !found.isEmpty() && last < kept);
    }
}
