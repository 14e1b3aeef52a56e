package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.logging.LogContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Makes the bodies of successful responses. Thread-safe.
 *
 * <p>The request id is that of the thread: Payara has no request scope, and so no request to inject, when a request goes
 * on with an asynchronous dispatch.
 */
@Dependent
public class Responses {

    private final Clock clock;

    @Inject
    Responses(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes the body of a successful response.
     *
     * @param message for people
     * @param data    what was asked for
     * @return the body, with the current request's id and the time
     */
    public <T> ApiResponse<T> ok(String message, T data) {
        return ok(message, data, null);
    }

    /**
     * Makes the body of a successful response for which servers of a cluster were asked.
     *
     * @param message for people
     * @param data    what was asked for
     * @param nodes   which answered, or null where only this one was asked
     * @return the body, with the current request's id and the time
     */
    public <T> ApiResponse<T> ok(String message, T data, ApiResponse.AskedNodes nodes) {
        return new ApiResponse<>(true, data, null, new ApiResponse.Meta(message, LogContext.currentRequestId(),
                Rfc3339.format(clock.instant()), nodes));
    }
}
