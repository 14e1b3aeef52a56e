package io.wirescope.internal.telemetry;

import java.util.List;

/** What OTLP has an address of its own for. */
enum Signal {
    TRACES("traces"), LOGS("logs");

    private static final String SCOPE = "io.wirescope";

    private final String word;

    Signal(String word) {
        this.word = word;
    }

    /** {@return the word in settings, metrics and the last part of the path} */
    String word() {
        return word;
    }

    /** {@return a span or log record, encoded as {@link #request} takes it} */
    static byte[] encode(Exported one) {
        return new ProtobufWriter().message(2, one::writeTo).toByteArray();
    }

    /**
     * {@return an {@code ExportTraceServiceRequest} or {@code ExportLogsServiceRequest}} The two have the same shape:
     * field 1 is the resource with its scopes, of which field 2 is the scope with its spans or records.
     *
     * @param resource describes this server
     * @param encoded  spans or log records, see {@link #encode}
     */
    static byte[] request(Attributes resource, List<byte[]> encoded) {
        return new ProtobufWriter().message(1, ofResource -> ofResource
                .message(1, described -> resource.writeTo(described, 1))
                .message(2, ofScope -> {
                    ofScope.message(1, scope -> scope.text(1, SCOPE));
                    encoded.forEach(ofScope::encoded);
                })).toByteArray();
    }
}
