package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Utf8;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/**
 * A message to a channel: all of it but its place. Thread-safe.
 *
 * <p>It is kept as the text of its envelope, up to the end of the members of {@code meta}, so that a place is appended without
 * JSON being read or written again. A broker keeps and forwards that text; what clients receive is made once for all of
 * them, by the {@link Hub} of each node.
 */
public final class Payload {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    /** The ends of {@code meta}, which is the last member, and of the envelope. */
    private static final String END = "}}";

    private static final String OFFSET = ",\"offset\":";
    private static final String EPOCH = ",\"epoch\":\"";
    private static final String PLACE_END = '"' + END;
    private static final int PLACE_LENGTH = OFFSET.length() + EPOCH.length() + PLACE_END.length();

    private final Envelope head;
    private final boolean observed;
    private final int length;
    private final int bytes;

    // The text is part of that of the message, once that is made: one of the two is held.
    private volatile String text;
    private volatile SharedMessage placed;

    // Set before it is published, and read by the hub when the broker brings it back.
    private volatile Sending sending;

    /**
     * Makes a message of a text that {@link #text} returned, on this node or another.
     *
     * @param head     the message's type, timestamp, request and trace; its payload and its meta are empty objects
     * @param text     the text, up to the end of the members of {@code meta}
     * @param observed whether each delivery is an event
     */
    public Payload(Envelope head, String text, boolean observed) {
        this.head = head;
        this.text = text;
        this.observed = observed;
        this.length = text.length();
        this.bytes = Utf8.length(text);
    }

    /**
     * Writes a message.
     *
     * @param channel   the channel that it goes to
     * @param message   the message
     * @param timestamp when it was sent, as RFC 3339
     */
    static Payload of(String channel, Message message, String timestamp) {
        JsonObjectBuilder meta = JsonFormat.object().add("channel", channel);
        if (message.publisher() != null) {
            meta.add("publisher", message.publisher());
        }
        String whole = CODEC.write(new Envelope(message.type(), timestamp, message.requestId(), message.trace(),
                message.payload(), meta.build()));
        if (!whole.endsWith(END)) {
            throw new IllegalStateException("meta is not the last member of an envelope");
        }
        return new Payload(new Envelope(message.type(), timestamp, message.requestId(), message.trace(),
                JsonValue.EMPTY_JSON_OBJECT, JsonValue.EMPTY_JSON_OBJECT),
                whole.substring(0, whole.length() - END.length()), !ChannelName.isOfEvents(channel));
    }

    /** {@return the message's type, timestamp, request and trace} */
    public Envelope head() {
        return head;
    }

    /** {@return the text of the envelope, up to the end of the members of {@code meta}} */
    public String text() {
        String own = text;
        return own != null ? own : placed.text().substring(0, length);
    }

    /**
     * {@return how many bytes of UTF-8 the message has at a place}
     *
     * @param position a place, whose epoch is ASCII
     */
    public int bytesAt(StreamPosition position) {
        return bytes + PLACE_LENGTH + Long.toString(position.offset()).length() + position.epoch().length();
    }

    /**
     * {@return the message for clients, which is made with the first call}
     *
     * @param position its place, which is the same in all calls
     */
    SharedMessage at(StreamPosition position) {
        String own = text;
        if (own == null) {
            return placed;
        }
        SharedMessage made = new SharedMessage(head,
                own + OFFSET + position.offset() + EPOCH + position.epoch() + PLACE_END, bytesAt(position), observed);
        placed = made;
        text = null;
        return made;
    }

    /** Notes who follows where it goes. */
    void sentBy(Sending who) {
        sending = who;
    }

    /** {@return whether this node has sent it just now: the hub then waited until there was room} */
    public boolean isSent() {
        return sending != null;
    }

    /** {@return who follows where it goes, once; null where nobody does} */
    Sending takeSending() {
        Sending who = sending;
        sending = null;
        return who;
    }
}
