package io.wirescope.internal.rest.error;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 400, 413, 415 or 422 for a body that can't be taken. */
@Provider
public class RefusedRequestMapper implements ExceptionMapper<RefusedRequestException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(RefusedRequestException e) {
        return responses.error(e.status(), e.error()).build();
    }
}
