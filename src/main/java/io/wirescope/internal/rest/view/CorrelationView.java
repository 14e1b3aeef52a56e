package io.wirescope.internal.rest.view;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.Correlation;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.history.ArchiveCoverage;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The story of one request as the API shows it (contract, section 7). Offsets and durations are
 * milliseconds with three decimals.
 *
 * @param requestId         the request
 * @param totalEvents       how many events are returned, at most {@link Correlation#MAX_EVENTS}
 * @param firstTimestamp    when the first happened, epoch seconds with a fraction
 * @param firstTimestampIso the same, RFC 3339
 * @param lastTimestamp     when the last happened, epoch seconds with a fraction
 * @param lastTimestampIso  the same, RFC 3339
 * @param durationMs        from the first to the last
 * @param sources           who published events, in the order of their first
 * @param clients           the clients' ids, likewise
 * @param connections       the connections' ids, likewise
 * @param traceIds          the traces, likewise
 * @param truncated         whether there are more events, which are not returned
 * @param events            the events in the order in which they happened, each with {@code offset_ms}, the time since the first
 * @param spans             the spans as a tree, in which every event is once
 * @param archive           what the story has of the archive; missing where there is none
 */
public record CorrelationView(String requestId, int totalEvents, BigDecimal firstTimestamp, String firstTimestampIso,
        BigDecimal lastTimestamp, String lastTimestampIso, BigDecimal durationMs, List<String> sources,
        List<String> clients, List<String> connections, List<String> traceIds, boolean truncated,
        List<JsonObject> events, List<SpanView> spans, String archive) {

    /** {@return the story of a server that stands alone} */
    public static CorrelationView of(Correlation correlation) {
        return of(correlation, null, event -> null);
    }

    /**
     * {@return the story}
     *
     * @param correlation the events
     * @param coverage    what it has of the archive, or null where there is none
     * @param node        the server that has an event, or null where a server stands alone
     */
    public static CorrelationView of(Correlation correlation, ArchiveCoverage coverage,
            Function<ObservabilityEvent, String> node) {
        ObservabilityEvent first = correlation.first();
        ObservabilityEvent last = correlation.last();
        return new CorrelationView(correlation.requestId(), correlation.events().size(),
                epochSeconds(first), Rfc3339.format(first.timestamp()),
                epochSeconds(last), Rfc3339.format(last.timestamp()), millis(correlation.duration()),
                distinct(correlation, EventContext::source),
                distinct(correlation, EventContext::clientId),
                distinct(correlation, EventContext::connectionId),
                distinct(correlation, context -> context.trace() == null ? null : context.trace().traceId()),
                correlation.truncated(),
                new LazyList<>(correlation.events(), event -> withOffset(event, correlation, node.apply(event))),
                correlation.spans().roots().stream().map(span -> SpanView.of(span, correlation, node)).toList(),
                coverage == null ? null : coverage.word());
    }

    private static JsonObject withOffset(ObservabilityEvent event, Correlation correlation, String node) {
        JsonObjectBuilder json = JsonFormat.object().add("offset_ms", millis(correlation.offset(event)));
        EventJson.of(event, node).forEach(json::add);
        return json.build();
    }

    private static List<String> distinct(Correlation correlation, Function<EventContext, String> member) {
        return correlation.events().stream().map(ObservabilityEvent::context).map(member)
                .filter(Objects::nonNull).distinct().toList();
    }

    private static BigDecimal epochSeconds(ObservabilityEvent event) {
        return BigDecimal.valueOf(event.epochMicros(), 6);
    }

    static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 1000, 3);
    }
}
