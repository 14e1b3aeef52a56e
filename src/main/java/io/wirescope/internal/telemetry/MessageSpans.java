package io.wirescope.internal.telemetry;

import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.OutboundMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a {@code CONSUMER} span of each message and its response, linked to the handshake of its connection, and one
 * {@code PRODUCER} span of what is published to a channel, however many receive it. Not thread-safe.
 */
final class MessageSpans {

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_PUBLICATIONS = 4_096;

    private static final String SYSTEM = "websocket";

    /** What a response has in common with the message that it answers. */
    private record MessageKey(String connectionId, String requestId, String span) {

        static MessageKey ofMessage(ObservabilityEvent in) {
            return new MessageKey(in.context().connectionId(), in.context().requestId(), in.traceSpan());
        }

        static MessageKey ofCause(ObservabilityEvent caused) {
            TraceContext trace = caused.context().trace();
            return new MessageKey(caused.context().connectionId(), caused.context().requestId(),
                    trace == null ? null : trace.parentSpan());
        }
    }

    private final HandshakeSpans handshakes;
    private final Consumer<Span> spans;
    private final Map<MessageKey, TracedEvent> unanswered = new LinkedHashMap<>();
    private final Map<SpanId, Boolean> publications = new Bounded<>(MAX_PUBLICATIONS);

    /**
     * @param handshakes know the spans that messages are linked to
     * @param spans      gets the spans
     */
    MessageSpans(HandshakeSpans handshakes, Consumer<Span> spans) {
        this.handshakes = handshakes;
        this.spans = spans;
    }

    /** Takes a message of a client, whose span ends with its response. */
    void received(TracedEvent in, InboundMessage message) {
        if (message.type().equals(MessageType.PONG)) { // a heartbeat's, which nobody answers
            return;
        }
        TracedEvent earlier = unanswered.remove(MessageKey.ofMessage(in.event()));
        if (earlier != null) {
            end(earlier, null, null);
        }
        unanswered.put(MessageKey.ofMessage(in.event()), in);
        if (unanswered.size() > MAX_WAITING) {
            endFirst();
        }
    }

    /** Takes a message of the server: the response to a client's, or a publication; others have no span. */
    void sent(TracedEvent out, OutboundMessage message) {
        // A response on a raw address has no span of its own, but that of what it answers.
        TracedEvent in = unanswered.remove(message.envelopeVersion() == 0 ? MessageKey.ofMessage(out.event())
                : MessageKey.ofCause(out.event()));
        if (in != null) {
            end(in, out, message);
        } else if (message.hasMeta() && message.envelopeVersion() > 0) { // its place in the channel
            published(out, message);
        }
    }

    /** {@return the span of the message that caused something, where it is known already} */
    Optional<String> causeOf(ObservabilityEvent caused) {
        TracedEvent in = unanswered.get(MessageKey.ofCause(caused));
        return in == null || in.event().context().trace() != null ? Optional.empty() : Optional.of(madeSpan(in));
    }

    /**
     * Ends the span of a message that gets no response, since its application gave none.
     *
     * @param caused the call to the application
     * @param type   the type that the application was given
     */
    void endWithout(TracedEvent caused, String type) {
        MessageKey key = MessageKey.ofCause(caused.event());
        TracedEvent in = unanswered.get(key);
        if (in != null && ((InboundMessage) in.event().data()).type().equals(type)) {
            unanswered.remove(key);
            end(in, caused.micros(), madeSpan(in), null);
        }
    }

    // A response on a raw address names the span of the message.
    private void end(TracedEvent in, TracedEvent out, OutboundMessage response) {
        boolean hasSpan = response != null && response.envelopeVersion() > 0
                && TraceContext.isSpanId(out.event().traceSpan());
        end(in, out == null ? in.micros() : out.micros(), hasSpan ? out.event().traceSpan() : madeSpan(in),
                response != null && response.type().equals(MessageType.ERROR) ? MessageType.ERROR : null);
    }

    private static String madeSpan(TracedEvent in) {
        return TraceIds.spanOf(in.event().id());
    }

    // "process", CONSUMER: semantic conventions for messaging spans
    private void end(TracedEvent in, long micros, String span, String error) {
        InboundMessage message = (InboundMessage) in.event().data();
        Attributes attributes = in.attributes()
                .add("messaging.system", SYSTEM)
                .add("messaging.operation.name", "process")
                .add("messaging.operation.type", "process")
                .add("messaging.message.body.size", message.messageSize())
                .add("wirescope.message.type", message.type())
                .add("client.address", message.clientRemote())
                .add("error.type", error);
        spans.accept(new Span(in.id(span), TraceIds.orNull(in.event().traceSpan()), in.state(),
                "process " + message.type(), SpanKind.CONSUMER, in.micros(), Math.max(in.micros(), micros), attributes,
                handshakes.of(in.connectionId()), error));
    }

    private void published(TracedEvent out, OutboundMessage message) {
        String requestId = out.event().context().requestId();
        SpanId id = out.id(TraceContext.isSpanId(out.event().traceSpan()) ? out.event().traceSpan()
                : TraceIds.spanOf("publish " + message.type() + " " + requestId));
        if (publications.putIfAbsent(id, true) != null) {
            return;
        }
        Attributes attributes = new Attributes()
                .add("wirescope.request_id", requestId)
                .add("messaging.system", SYSTEM)
                .add("messaging.operation.name", "publish")
                .add("messaging.operation.type", "send")
                .add("messaging.message.body.size", message.payloadSize())
                .add("wirescope.message.type", message.type());
        spans.accept(new Span(id, out.parent(), out.state(), "publish " + message.type(), SpanKind.PRODUCER,
                out.micros(), out.micros(), attributes, null, null));
    }

    /** Ends the spans of messages that came before a time and have no response, without length. */
    void endBefore(long micros) {
        while (!unanswered.isEmpty() && unanswered.values().iterator().next().micros() < micros) {
            endFirst();
        }
    }

    private void endFirst() {
        var first = unanswered.values().iterator();
        TracedEvent in = first.next();
        first.remove();
        end(in, null, null);
    }
}
