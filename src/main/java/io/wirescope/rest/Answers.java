package io.wirescope.rest;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.http.ErrorBody;
import io.wirescope.http.Exchange;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/** Puts answers into the form that all have. */
@Dependent
public class Answers {

    private final HttpServletRequest request;
    private final Clock clock;

    @Inject
    Answers(HttpServletRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    /** {@return a successful answer} */
    <T> ApiResponse<T> ok(String message, T data) {
        return new ApiResponse<>(true, data, null,
                new ApiResponse.Meta(message, Exchange.of(request).requestId(), Rfc3339.format(clock.instant())));
    }

    /** {@return an answer that tells an error} */
    Response.ResponseBuilder error(int status, ErrorBody error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(error.toJson(Exchange.of(request).requestId(), clock.instant()));
    }
}
