package io.wirescope.internal.rest.error;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 409 or 503 with {@code Retry-After} for a call whose {@code Idempotency-Key} can't be taken now. */
@Provider
public class IdempotencyRefusedMapper implements ExceptionMapper<IdempotencyRefusedException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(IdempotencyRefusedException e) {
        return responses.error(e.status(), e.error())
                .header(HttpHeaders.RETRY_AFTER, e.retryAfterSeconds()).build();
    }
}
