package io.wirescope.internal.rest.error;

import io.wirescope.internal.http.StatusError;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Puts what JAX-RS itself refuses (404, 405, 406, 415 and the like) into our form. */
@Provider
public class WebApplicationExceptionMapper implements ExceptionMapper<WebApplicationException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(WebApplicationException e) {
        Response refused = e.getResponse();
        Response.ResponseBuilder answer = responses.error(refused.getStatus(), StatusError.of(refused.getStatus()));
        String allow = refused.getHeaderString(HttpHeaders.ALLOW);
        return allow == null ? answer.build() : answer.header(HttpHeaders.ALLOW, allow).build();
    }
}
