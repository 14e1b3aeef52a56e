package io.wirescope.internal.http;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The answer to a call that failed, in the form that every answer has (contract, section 7).
 *
 * @param code    for programs, such as {@code VALIDATION_ERROR}
 * @param message for people
 * @param details what else a program can use, or null
 */
public record ErrorBody(String code, String message, JsonObject details) {

    /**
     * {@return an error without details}
     *
     * @param code    for programs, such as {@code VALIDATION_ERROR}
     * @param message for people
     */
    public static ErrorBody of(String code, String message) {
        return new ErrorBody(code, message, null);
    }

    /** {@return the error {@code VALIDATION_ERROR} of a parameter or member that breaks its rule} */
    public static ErrorBody of(InvalidFieldException e) {
        return new ErrorBody("VALIDATION_ERROR", e.getMessage(), JsonFormat.object()
                .add("parameter", e.field()).add("rule", e.rule()).build());
    }

    /**
     * {@return the whole body as JSON}
     *
     * @param requestId the request's id, as in {@code X-Request-ID}
     * @param now       the time of the answer
     */
    public JsonObject toJson(String requestId, Instant now) {
        JsonObjectBuilder error = JsonFormat.object().add("code", code).add("message", message);
        if (details != null) {
            error.add("details", details);
        }
        return JsonFormat.object()
                .add("success", false)
                .addNull("data")
                .add("error", error)
                .add("meta", JsonFormat.object()
                        .add("message", message)
                        .add("request_id", requestId)
                        .add("timestamp", Rfc3339.format(now)))
                .build();
    }

    /**
     * Writes the error as the whole of a servlet's answer. Does not flush: Payara leaves the Content-Type
     * out of an answer to an upgrade request that is committed before its filters are done.
     *
     * @param response  gets the status, the headers and the body
     * @param status    the HTTP status
     * @param requestId the request's id, as in {@code X-Request-ID}; not set as a header here
     * @param now       the time of the answer
     * @throws IOException when the body could not be written
     */
    public void send(HttpServletResponse response, int status, String requestId, Instant now) throws IOException {
        byte[] body = JsonFormat.write(toJson(requestId, now)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body);
    }
}
