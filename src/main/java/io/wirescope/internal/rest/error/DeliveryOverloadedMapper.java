package io.wirescope.internal.rest.error;

import io.wirescope.delivery.DeliveryOverloadedException;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 503 with {@code Retry-After} for a channel whose members lag. */
@Provider
public class DeliveryOverloadedMapper implements ExceptionMapper<DeliveryOverloadedException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(DeliveryOverloadedException e) {
        return responses.error(503, DeliveryErrors.OVERLOADED)
                .header(HttpHeaders.RETRY_AFTER, DeliveryErrors.RETRY_AFTER_SECONDS).build();
    }
}
