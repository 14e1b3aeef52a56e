package io.wirescope.internal.rest;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.logging.LogContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/**
 * Puts answers into the form that all have.
 *
 * <p>The request id is that of the thread: Payara has no request scope, and so no request to inject, when a request goes
 * on with an asynchronous dispatch.
 */
@Dependent
public class Answers {

    private final Clock clock;

    @Inject
    Answers(Clock clock) {
        this.clock = clock;
    }

    /** {@return a successful answer} */
    <T> ApiResponse<T> ok(String message, T data) {
        return new ApiResponse<>(true, data, null,
                new ApiResponse.Meta(message, LogContext.currentRequestId(), Rfc3339.format(clock.instant())));
    }

    /** {@return an answer that tells an error} */
    Response.ResponseBuilder error(int status, ErrorBody error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(error.toJson(LogContext.currentRequestId(), clock.instant()));
    }
}
