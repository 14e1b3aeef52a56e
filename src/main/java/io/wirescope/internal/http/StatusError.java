package io.wirescope.internal.http;

/** The error for a status that came without one of its own. */
public final class StatusError {

    private StatusError() {
    }

    /**
     * {@return what to say for an HTTP status: never what the server thought of it}
     *
     * @param status any; those without an error of their own share {@code REQUEST_FAILED}, or from 500 on
     *               {@code INTERNAL_ERROR}
     */
    public static ErrorBody of(int status) {
        return switch (status) {
            case 400 -> ErrorBody.of("BAD_REQUEST", "The request could not be read");
            case 401 -> ErrorBody.of("UNAUTHORIZED", "Authentication is required");
            case 403 -> ErrorBody.of("FORBIDDEN", "This is not permitted");
            case 404 -> ErrorBody.of("NOT_FOUND", "There is nothing at this address");
            case 405 -> ErrorBody.of("METHOD_NOT_ALLOWED", "This address does not take that method");
            case 406 -> ErrorBody.of("NOT_ACCEPTABLE", "The answer is application/json");
            case 413 -> ErrorBody.of("PAYLOAD_TOO_LARGE", "The request's body is too large");
            case 414 -> ErrorBody.of("URI_TOO_LONG", "The request's address is too long");
            case 415 -> ErrorBody.of("UNSUPPORTED_MEDIA_TYPE", "The request's body is of a type not taken here");
            case 429 -> ErrorBody.of("RATE_LIMITED", "Too many requests");
            case 431 -> ErrorBody.of("HEADERS_TOO_LARGE", "The request's headers are too large");
            case 503 -> ErrorBody.of("UNAVAILABLE", "The server can't take this request now");
            default -> status < 500
                    ? ErrorBody.of("REQUEST_FAILED", "The request can't be served")
                    : ErrorBody.of("INTERNAL_ERROR", "The server failed to answer this request");
        };
    }
}
