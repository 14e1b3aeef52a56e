package io.wirescope.internal.rest.error;

import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.http.ErrorBody;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** 413 for a message that no channel takes. */
@Provider
public class MessageTooLargeMapper implements ExceptionMapper<MessageTooLargeException> {

    @Inject
    private ErrorResponses responses;

    @Override
    public Response toResponse(MessageTooLargeException e) {
        return responses.error(413, new ErrorBody("PAYLOAD_TOO_LARGE", e.getMessage(), JsonFormat.object()
                .add("max_message_bytes", e.maxBytes()).build())).build();
    }
}
