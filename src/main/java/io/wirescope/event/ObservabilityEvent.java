package io.wirescope.event;

import io.wirescope.PublicApi;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Something that happened. Immutable.
 *
 * @param sequence    its place on the bus, rising by one, and from one run of the server to the next
 * @param busId       the bus that it was published on, for an id that is unique across restarts
 * @param givenId     the id that its producer gave it, or null
 * @param eventType   its type, see {@link EventType}
 * @param epochMicros when, in microseconds since 1970-01-01T00:00:00Z
 * @param context     what it belongs to
 * @param data        what it tells
 */
@PublicApi
public record ObservabilityEvent(long sequence, String busId, String givenId, String eventType, long epochMicros,
        EventContext context, EventData data) {

    /** What the record itself takes, and its cell. */
    private static final int OBJECTS = 64;

    private static final int SHARED_CONTEXT = 150;

    /** Of a message whose payload was kept (contract, section 11); in the data, so that an archive has it too. */
    private static final String CAPTURED = "captured";

    /**
     * @param sequence    its place on the bus
     * @param busId       the bus that it is published on
     * @param givenId     the id that its producer gave it, or null
     * @param eventType   its type, see {@link EventType}; the bus checks the name, not this
     * @param epochMicros when it happened, in microseconds since 1970-01-01T00:00:00Z
     * @param context     what it belongs to
     * @param data        what it tells
     * @throws NullPointerException when type, context or data is null
     */
    public ObservabilityEvent {
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(data, "data");
    }

    /** {@return the microseconds since the epoch of an instant} */
    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** {@return the instant of so many microseconds since the epoch} */
    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** {@return its id: the producer's, or else one made of bus and sequence} */
    public String id() {
        return givenId != null ? givenId : busId + "-" + sequence;
    }

    /** {@return when it happened, to the microsecond} */
    public Instant timestamp() {
        return instant(epochMicros);
    }

    /** {@return the trace's id, or null} */
    public String traceId() {
        TraceContext trace = context.trace();
        return trace == null ? null : trace.traceId();
    }

    /** {@return the span that it happened in, or null} */
    public String traceSpan() {
        TraceContext trace = context.trace();
        return trace == null ? null : trace.span();
    }

    /**
     * {@return about how many bytes of memory the event holds on to} Of the server's own events the context is mostly
     * shared, by all that happens on a connection; to look at its texts would cost publishers more than the rest.
     */
    int heapBytes() {
        int own = OBJECTS + data.heapBytes();
        return data instanceof TextEventData ? own + EventContext.heapBytes(givenId) + context.heapBytes()
                : own + SHARED_CONTEXT;
    }

    /** {@return the event as clients see it (contract, section 7)} */
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("sequence", sequence)
                .add("id", id())
                .add("event_type", eventType)
                .add("timestamp", BigDecimal.valueOf(epochMicros, 6))
                .add("timestamp_iso", Rfc3339.format(timestamp()));
        add(json, "request_id", context.requestId());
        add(json, "trace_id", traceId());
        add(json, "trace_span", traceSpan());
        add(json, "client_id", context.clientId());
        add(json, "connection_id", context.connectionId());
        add(json, "source", context.source());
        JsonObject told = data.toJson();
        if (JsonValue.TRUE.equals(told.get(CAPTURED))) {
            json.add(CAPTURED, true);
        }
        return json.add("data", told).build();
    }

    private static void add(JsonObjectBuilder json, String name, String value) {
        if (value == null) {
            json.addNull(name);
        } else {
            json.add(name, value);
        }
    }
}
