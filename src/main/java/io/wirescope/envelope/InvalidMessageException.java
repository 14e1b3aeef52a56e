package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonObject;

/**
 * A message that is refused: the error to report to its sender.
 *
 * <p>Not a fault of the server, so it carries no stack trace: a hostile client shall not make the
 * server fill one in for every message.
 */
@PublicApi
public final class InvalidMessageException extends Exception {

    private final ErrorCode code;
    private final transient JsonObject details;
    private final String requestId;
    private final transient TraceContext trace;
    private final boolean enveloped;

    /**
     * @param code      the error code for the wire
     * @param message   the text for the wire
     * @param details   what a program can read of it
     * @param requestId the message's own request id where it could still be read, else null
     * @param trace     the message's own trace where it could still be read, else null
     * @param enveloped whether the sender spoke the envelope; else it is answered flat
     */
    InvalidMessageException(ErrorCode code, String message, JsonObject details, String requestId,
            TraceContext trace, boolean enveloped) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
        this.requestId = requestId;
        this.trace = trace;
        this.enveloped = enveloped;
    }

    static InvalidMessageException notJson(MalformedJsonException e) {
        JsonObject position = JsonFormat.object()
                .add("line", e.line()).add("column", e.column()).add("offset", e.offset()).build();
        return new InvalidMessageException(ErrorCode.INVALID_JSON, e.getMessage(), position, null, null, false);
    }

    static InvalidMessageException notAnObject(String found) {
        JsonObject details = JsonFormat.object().add("rule", "a message is a JSON object")
                .add("found", found).build();
        return new InvalidMessageException(ErrorCode.INVALID_ENVELOPE,
                "Invalid envelope: a message must be a JSON object, not " + found, details, null, null, false);
    }

    static InvalidMessageException invalidField(InvalidFieldException e, String requestId, TraceContext trace) {
        JsonObject details = JsonFormat.object().add("member", e.field()).add("rule", e.rule()).build();
        return new InvalidMessageException(ErrorCode.INVALID_ENVELOPE, "Invalid envelope: " + e.getMessage(), details,
                requestId, trace, true);
    }

    /** {@return the error code for the wire} */
    public ErrorCode code() {
        return code;
    }

    /** {@return what a program can read of the error: the member and rule, or the position} */
    public JsonObject details() {
        return details;
    }

    /** {@return the offending message's request id, or null where none could be read} */
    public String requestId() {
        return requestId;
    }

    /** {@return the offending message's trace, or null where none could be read} */
    public TraceContext trace() {
        return trace;
    }

    /** {@return whether the sender spoke the envelope} */
    public boolean enveloped() {
        return enveloped;
    }
}
