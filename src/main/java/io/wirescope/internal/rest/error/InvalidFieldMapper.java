package io.wirescope.internal.rest.error;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.http.ErrorBody;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps a parameter or member that breaks its rule to 422. */
@Provider
public class InvalidFieldMapper implements ExceptionMapper<InvalidFieldException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(InvalidFieldException e) {
        return responses.error(422, ErrorBody.of(e)).build();
    }
}
