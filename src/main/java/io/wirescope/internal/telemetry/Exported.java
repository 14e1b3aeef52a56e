package io.wirescope.internal.telemetry;

/** Something that an OTLP request carries many of. */
interface Exported {

    /** Writes its fields. */
    void writeTo(ProtobufWriter out);
}
