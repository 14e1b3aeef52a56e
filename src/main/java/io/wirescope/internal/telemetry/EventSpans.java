package io.wirescope.internal.telemetry;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.ConnectionEnd;
import io.wirescope.internal.event.HttpExchange;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.OutboundMessage;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes spans and log records of events: an HTTP request and a handshake are {@code SERVER} spans, a message and its
 * response a {@code CONSUMER} span, a call to an upstream a {@code CLIENT} span, what is published to a channel a
 * {@code PRODUCER} span. All else, and what producers bring under the same types, becomes a log record.
 *
 * <p>A message without a response is exported when {@link #endUnanswered} finds it too old. Not thread-safe.
 */
final class EventSpans {

    /** The longest that a route may take to answer, and a little more. */
    private static final Duration PATIENCE = Duration.ofMinutes(11);

    private static final int SERVER_ERROR = 500;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final long MILLI_MICROS = 1_000;

    /** A span is not longer: what producers bring may say anything. */
    private static final long MAX_MICROS = 86_400_000_000L;

    private static final String OTHER_METHOD = "_OTHER";

    /** RFC 9110 and RFC 5789; any other is {@code _OTHER} (semantic conventions for HTTP). */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private final TraceSampler sampler;
    private final Clock clock;
    private final Consumer<Span> spans;
    private final Consumer<LogEvent> logs;
    private final HandshakeSpans handshakes;
    private final MessageSpans messages;

    /**
     * @param sampler decides which stories are exported
     * @param clock   says when an event was read
     * @param spans   gets the spans
     * @param logs    gets the log records
     */
    EventSpans(TraceSampler sampler, Clock clock, Consumer<Span> spans, Consumer<LogEvent> logs) {
        this.sampler = sampler;
        this.clock = clock;
        this.spans = spans;
        this.logs = logs;
        this.handshakes = new HandshakeSpans(spans);
        this.messages = new MessageSpans(handshakes, spans);
    }

    /** Takes the next event of the bus. */
    void accept(ObservabilityEvent event) {
        String traceId = TraceIds.traceOf(event);
        if (traceId == null) {
            log(event, null);
        } else if (sampler.isSampled(traceId, sampledByCaller(event), now())) {
            sampled(new TracedEvent(event, traceId));
        }
    }

    private static Boolean sampledByCaller(ObservabilityEvent event) {
        TraceContext trace = event.context().trace();
        return trace == null ? null : trace.sampled();
    }

    // What is not the server's own data came from a producer.
    private void sampled(TracedEvent traced) {
        ObservabilityEvent event = traced.event();
        if (event.data() instanceof HttpExchange http) {
            httpRequest(traced, http);
        } else if (event.data() instanceof InboundMessage message) {
            messages.received(traced, message);
        } else if (event.data() instanceof OutboundMessage message) {
            messageOut(traced, message);
        } else if (event.data() instanceof ConnectionEnd) {
            handshakes.removed(traced.connectionId());
            log(event, traced.traceId());
        } else if (event.eventType().equals(EventType.UPSTREAM_REQUEST)) {
            upstreamCall(traced);
        } else {
            log(event, traced.traceId());
        }
    }

    private void httpRequest(TracedEvent traced, HttpExchange http) {
        boolean known = METHODS.contains(http.method());
        boolean failed = http.status() >= SERVER_ERROR;
        Attributes attributes = traced.attributes()
                .add("http.request.method", known ? http.method() : OTHER_METHOD)
                .add("http.request.method_original", known ? null : http.method())
                .add("url.path", http.path())
                .add("http.route", http.route())
                .add("http.response.status_code", http.status())
                .add("client.address", http.clientRemote())
                .add("error.type", failed ? Integer.toString(http.status()) : null);
        spans.accept(span(traced, traced.parent(), (known ? http.method() : "HTTP") + " " + http.route(), SpanKind.SERVER,
                TimeUnit.NANOSECONDS.toMicros(http.durationNanos()), attributes, failed ? "HTTP " + http.status() : null));
    }

    private void messageOut(TracedEvent traced, OutboundMessage message) {
        switch (message.type()) {
            case OutboundMessage.CONNECTION_ATTEMPT -> handshakes.attempted(traced);
            case OutboundMessage.CONNECTION_ADDED -> handshakes.added(traced, message);
            default -> messages.sent(traced, message);
        }
    }

    private void upstreamCall(TracedEvent traced) {
        JsonObject data = traced.event().data().toJson();
        if (!(data.get("duration_ms") instanceof JsonNumber duration) || !data.containsKey("outcome")) {
            log(traced.event(), traced.traceId());
            return;
        }
        String error = errorType(data);
        Attributes attributes = traced.attributes().add("error.type", error);
        if (data.getString("kind", "").equals("http")) {
            addHttp(attributes, data);
        }
        attributes.addAll("wirescope.upstream.", data);
        String parent = traced.parent() != null ? traced.parent() : messages.causeOf(traced.event()).orElse(null);
        spans.accept(span(traced, parent, "call " + data.getString("route", ""), SpanKind.CLIENT,
                (long) (duration.doubleValue() * MILLI_MICROS), attributes, error));
        if (error == null && data.getInt("response_bytes", 1) == 0) {
            messages.endWithout(traced, data.getString("type", ""));
        }
    }

    // The status where the application answered, else how the call ended: failed, timeout, rejected.
    private static String errorType(JsonObject data) {
        String outcome = data.getString("outcome", "");
        return outcome.equals("answered") ? null : data.getString("status", outcome);
    }

    private static void addHttp(Attributes attributes, JsonObject data) {
        String target = data.getString("target", "");
        String status = data.getString("status", "");
        attributes.add("http.request.method", "POST").add("url.full", target);
        if (status.matches("[1-5][0-9]{2}")) {
            attributes.add("http.response.status_code", Integer.parseInt(status));
        }
        try {
            addServer(attributes, new URI(target));
        } catch (URISyntaxException e) { // a producer's own
            attributes.add("error.type", "target");
        }
        if (data.getInt("attempts", 1) > 1) {
            attributes.add("http.request.resend_count", data.getInt("attempts") - 1);
        }
    }

    private static void addServer(Attributes attributes, URI uri) {
        boolean secure = "https".equals(uri.getScheme());
        attributes.add("server.address", uri.getHost())
                .add("server.port", uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT);
    }

    private static Span span(TracedEvent traced, String parent, String name, SpanKind kind, long lengthMicros,
            Attributes attributes, String error) {
        return new Span(traced.ownId(), parent, traced.state(), name, kind,
                traced.micros() - Math.max(0, Math.min(MAX_MICROS, lengthMicros)), traced.micros(), attributes, null, error);
    }

    private void log(ObservabilityEvent event, String traceId) {
        Attributes attributes = TracedEvent.attributes(event)
                .add("wirescope.source", event.context().source())
                .add("wirescope.event_id", event.id())
                .addAll("", event.data().toJson());
        boolean warning = event.eventType().equals(EventType.LEGACY_USAGE);
        logs.accept(new LogEvent(event.eventType(), event.epochMicros(), now(),
                warning ? LogEvent.Severity.WARN : LogEvent.Severity.INFO,
                traceId == null ? null : new SpanId(traceId, TraceIds.orNull(event.traceSpan())), attributes));
    }

    /** Exports the messages that have waited too long for a response, as spans without length. */
    void endUnanswered() {
        messages.endBefore(now() - TimeUnit.NANOSECONDS.toMicros(PATIENCE.toNanos()));
    }

    /** Exports all messages that wait for a response: nothing will end them any more. */
    void endAll() {
        messages.endBefore(Long.MAX_VALUE);
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
