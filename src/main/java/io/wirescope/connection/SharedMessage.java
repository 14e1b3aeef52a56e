package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
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
    private final OutgoingText text;

    // Weak: it is as long as the text, and nobody counts it; those that resume together still share it.
    private volatile WeakReference<OutgoingText> flat;

    /**
     * @param envelope the message
     * @param observed whether each delivery is an event; false for messages about events, or one delivery
     *                 would cause the next
     */
    public SharedMessage(Envelope envelope, boolean observed) {
        this.head = head(envelope);
        this.observed = observed;
        this.text = OutgoingText.shared(CODEC.write(envelope));
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
        this.text = OutgoingText.shared(text, bytes);
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

    OutgoingText text(boolean asFlat) {
        if (!asFlat) {
            return text;
        }
        WeakReference<OutgoingText> before = flat;
        OutgoingText made = before == null ? null : before.get();
        if (made == null) { // two threads may both make it, to the same text
            made = OutgoingText.shared(FlatText.of(text.text()));
            flat = new WeakReference<>(made);
        }
        return made;
    }
}
