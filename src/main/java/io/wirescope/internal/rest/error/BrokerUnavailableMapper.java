package io.wirescope.internal.rest.error;

import io.wirescope.delivery.BrokerUnavailableException;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 503 with {@code Retry-After} for channels that can't be reached. */
@Provider
public class BrokerUnavailableMapper implements ExceptionMapper<BrokerUnavailableException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(BrokerUnavailableException e) {
        return responses.error(503, DeliveryErrors.UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, DeliveryErrors.RETRY_AFTER_SECONDS).build();
    }
}
