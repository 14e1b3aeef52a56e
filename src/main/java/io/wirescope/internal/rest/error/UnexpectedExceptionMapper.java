package io.wirescope.internal.rest.error;

import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.StatusError;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.net.URISyntaxException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Maps a fault of the server's to 500, and logs it with its request id; the caller does not see it. 400 where the
 * address is not a URI.
 */
@Provider
public class UnexpectedExceptionMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(UnexpectedExceptionMapper.class.getName());

    @Inject
    private ErrorResponses responses;

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        if (isOfTheAddress(failure)) {
            return responses.error(400, StatusError.of(400)).build();
        }
        LOG.log(Level.SEVERE, "Request " + Exchange.of(request).requestId() + " failed", failure);
        return responses.error(500, StatusError.of(500)).build();
    }

    // RESTEasy, and filters of WildFly, make a URI of the address, which throws at an encoding that is broken.
    private static boolean isOfTheAddress(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof URISyntaxException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
