package io.wirescope.internal.telemetry;

/** What a span is to its parent ({@code opentelemetry.proto.trace.v1.Span.SpanKind}). */
enum SpanKind {
    SERVER(2), CLIENT(3), PRODUCER(4), CONSUMER(5);

    private final int number;

    SpanKind(int number) {
        this.number = number;
    }

    /** {@return the number of the protobuf enumeration} */
    int number() {
        return number;
    }
}
