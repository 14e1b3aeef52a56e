package io.wirescope.internal.telemetry;

/**
 * One span, ended ({@code opentelemetry.proto.trace.v1.Span}).
 *
 * @param id          its trace and its own id
 * @param parentId    16 lower hex digits, or null for the first of its trace
 * @param traceState  W3C {@code tracestate}, or null
 * @param name        of low cardinality
 * @param kind        what it is to its parent
 * @param startMicros microseconds since 1970
 * @param endMicros   not before its start
 * @param attributes  no longer changed
 * @param link        another span that it belongs to, or null
 * @param error       why it failed, or null
 */
record Span(SpanId id, String parentId, String traceState, String name, SpanKind kind, long startMicros, long endMicros,
        Attributes attributes, SpanId link, String error) implements Exported {

    private static final int STATUS_ERROR = 2;
    private static final long NANOS = 1_000;

    @Override
    public void writeTo(ProtobufWriter out) {
        out.hex(1, id.traceId()).hex(2, id.spanId()).text(3, traceState).hex(4, parentId).text(5, name)
                .integer(6, kind.number()).fixed64(7, startMicros * NANOS).fixed64(8, endMicros * NANOS);
        attributes.writeTo(out, 9);
        out.integer(10, attributes.dropped());
        if (link != null) {
            out.message(13, of -> of.hex(1, link.traceId()).hex(2, link.spanId()));
        }
        if (error != null) {
            out.message(15, status -> status.text(2, error).integer(3, STATUS_ERROR));
        }
    }
}
