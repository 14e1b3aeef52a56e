package io.wirescope.internal.rest.error;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 422 for a parameter that breaks a rule. */
@Provider
public class InvalidParameterMapper implements ExceptionMapper<InvalidParameterException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(InvalidParameterException e) {
        return responses.error(422, e.toError()).build();
    }
}
