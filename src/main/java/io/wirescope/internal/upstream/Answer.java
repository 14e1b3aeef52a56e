package io.wirescope.internal.upstream;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * What became of a call. Immutable.
 *
 * @param outcome       how it ended
 * @param type          the type of the message that the client gets, or null where it gets none
 * @param payload       that message's payload, or null
 * @param error         the code of the {@code error} that the client gets, or null
 * @param details       that error's details; {@code retryable} is always among them
 * @param status        the HTTP status or the simple name of an exception's class, or null
 * @param reason        what went wrong, for operators and never for clients; or null
 * @param attempts      how often the application was asked
 * @param responseBytes how many bytes of answer were read
 */
public record Answer(Outcome outcome, String type, JsonObject payload, ErrorCode error, JsonObject details,
        String status, String reason, int attempts, long responseBytes) {

    private static final String RETRYABLE = "retryable";

    /** {@return that the application took the message and has nothing to say} */
    static Answer nothing(String status) {
        return new Answer(Outcome.ANSWERED, null, null, null, JsonValue.EMPTY_JSON_OBJECT, status, null, 1, 0);
    }

    /** {@return a message of the application's} */
    static Answer message(String type, JsonObject payload, String status, long bytes) {
        return new Answer(Outcome.ANSWERED, type, payload, null, JsonValue.EMPTY_JSON_OBJECT, status, null, 1, bytes);
    }

    /** {@return that the application does not take the message} */
    static Answer refused(JsonObject details, boolean retryable, String status, long bytes) {
        return new Answer(Outcome.REFUSED, null, null, ErrorCode.UPSTREAM_REFUSED,
                JsonFormat.object(details).add(RETRYABLE, retryable).build(), status, "refused", 1, bytes);
    }

    /** {@return that there was no usable answer} */
    static Answer failed(String status, String reason, long bytes) {
        return new Answer(Outcome.FAILED, null, null, ErrorCode.UPSTREAM_UNAVAILABLE, details(true), status, reason, 1,
                bytes);
    }

    /** {@return that there was no answer in time} */
    static Answer timeout(boolean retryable) {
        return new Answer(Outcome.TIMEOUT, null, null, ErrorCode.UPSTREAM_TIMEOUT, details(retryable), null,
                "no answer in time", 1, 0);
    }

    /** {@return that the application was not asked} */
    static Answer rejected(ErrorCode error, String reason) {
        return new Answer(Outcome.REJECTED, null, null, error, details(true), null, reason, 0, 0);
    }

    private static JsonObject details(boolean retryable) {
        return JsonFormat.object().add(RETRYABLE, retryable).build();
    }

    /** {@return the same after so many attempts} */
    Answer after(int newAttempts) {
        return new Answer(outcome, type, payload, error, details, status, reason, newAttempts, responseBytes);
    }

    /** {@return whether the application answered, with whatever} */
    public boolean isFromApplication() {
        return outcome == Outcome.ANSWERED || outcome == Outcome.REFUSED;
    }
}
