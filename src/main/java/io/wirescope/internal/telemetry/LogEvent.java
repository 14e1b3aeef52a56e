package io.wirescope.internal.telemetry;

/**
 * One event as a log record: named, with attributes and without a body ({@code opentelemetry.proto.logs.v1.LogRecord}).
 *
 * @param name           the event's type
 * @param timeMicros     when it happened, in microseconds since 1970
 * @param observedMicros when it was read from the bus
 * @param severity       {@code INFO} or {@code WARN}
 * @param span           the span that it happened in, or null; its own id may be null
 * @param attributes     no longer changed
 */
record LogEvent(String name, long timeMicros, long observedMicros, Severity severity, SpanId span,
        Attributes attributes) implements Exported {

    /** {@code opentelemetry.proto.logs.v1.SeverityNumber}. */
    enum Severity {
        INFO(9), WARN(13);

        private final int number;

        Severity(int number) {
            this.number = number;
        }
    }

    private static final long NANOS = 1_000;

    @Override
    public void writeTo(ProtobufWriter out) {
        out.fixed64(1, timeMicros * NANOS).integer(2, severity.number).text(3, severity.name());
        attributes.writeTo(out, 6);
        out.integer(7, attributes.dropped());
        if (span != null) {
            out.hex(9, span.traceId()).hex(10, span.spanId());
        }
        out.fixed64(11, observedMicros * NANOS).text(12, name);
    }
}
