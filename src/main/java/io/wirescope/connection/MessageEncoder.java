package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.event.EventContext;
import io.wirescope.internal.event.OutboundMessage;

/** Encodes the messages of one connection, each with the data of its event. Thread-safe. */
final class MessageEncoder {

    /**
     * A message as it is sent, and what its event says.
     *
     * @param text    the whole message
     * @param context what its event belongs to; null where there is no event
     * @param data    the event's data; null where there is no event
     */
    record Encoded(OutgoingText text, EventContext context, OutboundMessage data) {

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
        return encoded(envelope, OutgoingText.of(text));
    }

    Encoded encode(SharedMessage message) {
        OutgoingText text = message.text(peer.flat());
        return message.isObserved() ? encoded(message.envelope(), text) : new Encoded(text, null, null);
    }

    Encoded encodeRaw(String text) {
        OutgoingText outgoing = OutgoingText.of(text);
        return new Encoded(outgoing, context,
                new OutboundMessage("raw", outgoing.bytes(), peer.remoteAddress(), 0, false, false));
    }

    private Encoded encoded(Envelope envelope, OutgoingText text) {
        return new Encoded(text, context.with(envelope.requestId(), envelope.trace()),
                new OutboundMessage(envelope.type(), text.bytes(), peer.remoteAddress(), Envelope.VERSION,
                        envelope.trace() != null, envelope.meta() != null));
    }
}
