package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventContext;
import io.wirescope.internal.event.OutboundMessage;

/** Encodes the messages of one connection, each with the data of its event. Thread-safe. */
final class MessageEncoder {

    /**
     * A message as it is sent, and what its event says.
     *
     * @param text    the whole message
     * @param bytes   its length in UTF-8
     * @param context what its event belongs to; null where there is no event
     * @param data    the event's data; null where there is no event
     */
    record Encoded(String text, int bytes, EventContext context, OutboundMessage data) {

        boolean isObserved() {
            return data != null;
        }
    }

    private final EnvelopeCodec codec;
    private final Peer peer;
    private final EventContext context;

    /**
     * @param codec   writes envelopes
     * @param peer    who receives them
     * @param context what events about the connection belong to
     */
    MessageEncoder(EnvelopeCodec codec, Peer peer, EventContext context) {
        this.codec = codec;
        this.peer = peer;
        this.context = context;
    }

    Encoded encode(Envelope envelope, boolean flat) {
        String text = flat ? codec.writeFlat(envelope) : codec.write(envelope);
        return encoded(envelope, text, Utf8.length(text));
    }

    Encoded encode(SharedMessage message) {
        SharedMessage.Text text = message.text(peer.flat());
        return message.isObserved() ? encoded(message.envelope(), text.text(), text.bytes())
                : new Encoded(text.text(), text.bytes(), null, null);
    }

    Encoded encodeRaw(String text) {
        int bytes = Utf8.length(text);
        return new Encoded(text, bytes, context,
                new OutboundMessage("raw", bytes, peer.remoteAddress(), 0, false, false));
    }

    private Encoded encoded(Envelope envelope, String text, int bytes) {
        return new Encoded(text, bytes, context.with(envelope.requestId(), envelope.trace()),
                new OutboundMessage(envelope.type(), bytes, peer.remoteAddress(), Envelope.VERSION,
                        envelope.trace() != null, envelope.meta() != null));
    }
}
