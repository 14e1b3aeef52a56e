package io.wirescope.internal.rest.error;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.StatusError;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/**
 * Refuses a request, mostly because of its body: the caller gets a status and what was wrong. The caller's fault
 * and not the server's, so it carries no stack trace.
 */
public final class RefusedRequestException extends RuntimeException {

    private final int status;
    private final transient ErrorBody error;

    private RefusedRequestException(int status, ErrorBody error) {
        super(error.message(), null, false, false);
        this.status = status;
        this.error = error;
    }

    /** {@return 400 for a body that broke off} */
    public static RefusedRequestException incomplete() {
        return new RefusedRequestException(400, StatusError.of(400));
    }

    /** {@return 400 for a body that is not JSON, with the place where that showed} */
    public static RefusedRequestException notJson(MalformedJsonException e) {
        return new RefusedRequestException(400, new ErrorBody("INVALID_JSON", e.getMessage(), JsonFormat.object()
                .add("line", e.line()).add("column", e.column()).add("offset", e.offset()).build()));
    }

    /** {@return 400 for a body that is not UTF-8, with what could be read of it} */
    public static RefusedRequestException notUtf8(String before) {
        return notJson(new MalformedJsonException("not UTF-8", before, before.length(), null));
    }

    /** {@return 403 for a page of another origin} */
    public static RefusedRequestException originNotAllowed() {
        return new RefusedRequestException(403,
                ErrorBody.of("ORIGIN_NOT_ALLOWED", "Pages of this origin may not change anything here"));
    }

    /** {@return 409 for what only a detector that is on can do} */
    public static RefusedRequestException detectorOff() {
        return new RefusedRequestException(409, ErrorBody.of("DETECTOR_OFF",
                "The drift detector is off; set wirescope.drift.detector to on"));
    }

    /** {@return 409 for a model that is one too many} */
    public static RefusedRequestException tooManyModels() {
        return new RefusedRequestException(409, ErrorBody.of("TOO_MANY_MODELS",
                "As many models are watched as wirescope.drift.max-models allows, and none of them is idle"));
    }

    /** {@return 413 for a body over the limit} */
    public static RefusedRequestException tooLarge(int maxBytes) {
        return new RefusedRequestException(413, new ErrorBody("PAYLOAD_TOO_LARGE",
                "The request body must not exceed " + maxBytes + " bytes",
                JsonFormat.object().add("max_body_bytes", maxBytes).build()));
    }

    /** {@return 415 for a body of another type than those accepted} */
    public static RefusedRequestException unsupportedType(String found, List<String> accepted) {
        return unsupported("Content-Type must be one of " + String.join(", ", accepted) + ", in UTF-8; found: "
                + (found == null ? "none" : found), accepted);
    }

    /** {@return 415 for a body that is compressed} */
    public static RefusedRequestException unsupportedEncoding(String found, List<String> accepted) {
        return unsupported("Content-Encoding must be left out; found: " + found, accepted);
    }

    private static RefusedRequestException unsupported(String message, List<String> accepted) {
        JsonArrayBuilder types = JsonFormat.array();
        accepted.forEach(types::add);
        return new RefusedRequestException(415, new ErrorBody("UNSUPPORTED_MEDIA_TYPE", message,
                JsonFormat.object().add("accepted", types).build()));
    }

    /** {@return 422 for a body that breaks a rule as a whole} */
    public static RefusedRequestException invalidBody(String rule) {
        return new RefusedRequestException(422, new ErrorBody("VALIDATION_ERROR", "body " + rule,
                JsonFormat.object().add("parameter", "body").add("rule", rule).build()));
    }

    /** {@return 422 for an event that breaks a rule, with its place among those that came, from 0} */
    public static RefusedRequestException invalidEvent(int index, InvalidFieldException e) {
        JsonObject details = JsonFormat.object().add("index", index)
                .add("parameter", e.field()).add("rule", e.rule()).build();
        return new RefusedRequestException(422, new ErrorBody("VALIDATION_ERROR",
                "event " + index + ": " + e.getMessage(), details));
    }

    /** {@return a refusal with an error of its own} */
    public static RefusedRequestException of(int status, ErrorBody error) {
        return new RefusedRequestException(status, error);
    }

    /** {@return 503 for another server that has what was asked for, and did not answer in time} */
    public static RefusedRequestException nodeUnavailable(String node) {
        return new RefusedRequestException(503, new ErrorBody("NODE_UNAVAILABLE",
                "The server " + node + " did not answer in time; whether it did what was asked is unknown",
                JsonFormat.object().add("node", node).add("retryable", true).build()));
    }

    public int status() {
        return status;
    }

    public ErrorBody error() {
        return error;
    }
}
