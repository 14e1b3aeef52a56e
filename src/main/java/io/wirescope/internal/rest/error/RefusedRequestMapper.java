package io.wirescope.internal.rest.error;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 400, 413, 415 or 422 for a body that can't be taken; 503 for a server that does not answer. */
@Provider
public class RefusedRequestMapper implements ExceptionMapper<RefusedRequestException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(RefusedRequestException e) {
        Response.ResponseBuilder response = responses.error(e.status(), e.error());
        if (e.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, DeliveryErrors.RETRY_AFTER_SECONDS);
        }
        return response.build();
    }
}
