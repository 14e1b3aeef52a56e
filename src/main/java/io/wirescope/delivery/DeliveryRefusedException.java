package io.wirescope.delivery;

import io.wirescope.envelope.ErrorCode;
import jakarta.json.JsonObject;

/** Thrown when a client's request about channels is refused; its message is sent to the client. Has no stack trace,
 * because the client is at fault. */
public final class DeliveryRefusedException extends Exception {

    private final ErrorCode code;
    private final transient JsonObject details;

    DeliveryRefusedException(ErrorCode code, String message, JsonObject details) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
    }

    /** {@return the code of the {@code error} message} */
    public ErrorCode code() {
        return code;
    }

    /** {@return the details of the {@code error} message} */
    public JsonObject details() {
        return details;
    }
}
