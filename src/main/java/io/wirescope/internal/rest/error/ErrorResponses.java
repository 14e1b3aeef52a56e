package io.wirescope.internal.rest.error;

import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.logging.LogContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/** Makes responses that report an error. Thread-safe. */
@Dependent
class ErrorResponses {

    private final Clock clock;

    @Inject
    ErrorResponses(Clock clock) {
        this.clock = clock;
    }

    /** {@return a response with the current request's id, to which headers may be added} */
    Response.ResponseBuilder error(int status, ErrorBody error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(error.toJson(LogContext.currentRequestId(), clock.instant()));
    }
}
