package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.Utf8;

/**
 * A message for many connections: its text is made once for all of them, and once more where some want
 * it flat. Thread-safe.
 */
public final class SharedMessage {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    private final Envelope envelope;
    private final boolean observed;
    private final Text text;
    private volatile Text flat;

    /** A text and its length in bytes of UTF-8. */
    record Text(String text, int bytes) {

        static Text of(String text) {
            return new Text(text, Utf8.length(text));
        }
    }

    /**
     * @param envelope the message
     * @param observed whether each delivery is an event; not for what tells of events, or one delivery
     *                 would cause the next
     */
    public SharedMessage(Envelope envelope, boolean observed) {
        this.envelope = envelope;
        this.observed = observed;
        this.text = Text.of(CODEC.write(envelope));
    }

    /** {@return the message} */
    public Envelope envelope() {
        return envelope;
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
        Text made = flat;
        if (made == null) { // two threads may both make it, to the same text
            made = Text.of(CODEC.writeFlat(envelope));
            flat = made;
        }
        return made;
    }
}
