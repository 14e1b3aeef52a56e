package io.wirescope.internal.rest.error;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.http.ErrorBody;
import jakarta.json.JsonObject;

/** The errors of messages that can't be sent now; a later try may succeed. */
public final class DeliveryErrors {

    private static final JsonObject RETRYABLE = JsonFormat.object().add("retryable", true).build();

    /** Too many messages wait for the members of the channel. */
    public static final ErrorBody OVERLOADED = new ErrorBody("OVERLOADED",
            "Too many messages wait for the members of this channel; nothing was sent", RETRYABLE);

    /** What holds the channels can't be reached. */
    public static final ErrorBody UNAVAILABLE = new ErrorBody("ENGINE_UNAVAILABLE",
            "The channels can't be reached now", RETRYABLE);

    /** The caller may not send to the channel. */
    public static final ErrorBody NOT_GRANTED =
            ErrorBody.of(ErrorCode.NOT_PERMITTED.name(), "The credential does not permit publishing to this channel");

    /** When to try again, in seconds. */
    static final String RETRY_AFTER_SECONDS = "1";

    private DeliveryErrors() {
    }
}
