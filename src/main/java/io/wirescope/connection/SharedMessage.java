package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.Utf8;
import jakarta.json.JsonValue;
import java.lang.ref.WeakReference;

/**
 * A message for many connections: its text is made once for all of them, and once more where some want
 * it flat. Thread-safe.
 *
 * <p>Channels keep such messages for long and count the bytes of their text, so the text is what is held:
 * the payload as JSON-P's objects takes many times as much.
 */
public final class SharedMessage {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    private final Envelope head;
    private final boolean observed;
    private final Text text;

    // Weak: it is as long as the text, and nobody counts it; those that resume together still share it.
    private volatile WeakReference<Text> flat;

    /** A text and its length in bytes of UTF-8. */
    record Text(String text, int bytes) {

        static Text of(String text) {
            return new Text(text, Utf8.length(text));
        }
    }

    /**
     * @param envelope the message
     * @param observed whether each delivery is an event; false for messages about events, or one delivery
     *                 would cause the next
     */
    public SharedMessage(Envelope envelope, boolean observed) {
        this.head = head(envelope);
        this.observed = observed;
        this.text = Text.of(CODEC.write(envelope));
    }

    /**
     * Makes a message of its text.
     *
     * @param head     the message, with nothing in its payload and its meta
     * @param text     the whole message as JSON
     * @param bytes    its length in bytes of UTF-8
     * @param observed whether each delivery is an event
     */
    public SharedMessage(Envelope head, String text, int bytes, boolean observed) {
        this.head = head;
        this.observed = observed;
        this.text = new Text(text, bytes);
    }

    private static Envelope head(Envelope envelope) {
        return new Envelope(envelope.type(), envelope.timestamp(), envelope.requestId(), envelope.trace(),
                JsonValue.EMPTY_JSON_OBJECT, envelope.meta() == null ? null : JsonValue.EMPTY_JSON_OBJECT);
    }

    /** {@return the message, with nothing in its payload and its meta: that is only in the text} */
    Envelope envelope() {
        return head;
    }

    /** {@return the whole message as JSON, not flat} */
    public String text() {
        return text.text();
    }

    /** {@return its length in bytes of UTF-8, not flat} */
    public int bytes() {
        return text.bytes();
    }

    boolean isObserved() {
        return observed;
    }

    Text text(boolean asFlat) {
        if (!asFlat) {
            return text;
        }
        WeakReference<Text> before = flat;
        Text made = before == null ? null : before.get();
        if (made == null) { // two threads may both make it, to the same text
            made = Text.of(FlatText.of(text.text()));
            flat = new WeakReference<>(made);
        }
        return made;
    }
}
