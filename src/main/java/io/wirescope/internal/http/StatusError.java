package io.wirescope.internal.http;

/** The error for a status that has none of its own. */
public final class StatusError {

    private StatusError() {
    }

    /**
     * {@return the error for an HTTP status, without any detail of the server's own}
     *
     * @param status any; those without an error of their own share {@code REQUEST_FAILED}, or from 500 on
     *               {@code INTERNAL_ERROR}
     */
    public static ErrorBody of(int status) {
        return switch (status) {
            case 400 -> ErrorBody.of("BAD_REQUEST", "The request could not be read");
            case 401 -> ErrorBody.of("UNAUTHORIZED", "Authentication is required");
            case 403 -> ErrorBody.of("FORBIDDEN", "Not permitted");
            case 404 -> ErrorBody.of("NOT_FOUND", "No resource at this address");
            case 405 -> ErrorBody.of("METHOD_NOT_ALLOWED", "Method not allowed at this address");
            case 406 -> ErrorBody.of("NOT_ACCEPTABLE", "Only application/json is available");
            case 413 -> ErrorBody.of("PAYLOAD_TOO_LARGE", "The request body is too large");
            case 414 -> ErrorBody.of("URI_TOO_LONG", "The request URI is too long");
            case 415 -> ErrorBody.of("UNSUPPORTED_MEDIA_TYPE", "The Content-Type is not supported");
            case 429 -> ErrorBody.of("RATE_LIMITED", "Too many requests");
            case 431 -> ErrorBody.of("HEADERS_TOO_LARGE", "The request headers are too large");
            case 503 -> ErrorBody.of("UNAVAILABLE", "The server can't handle this request now");
            default -> status < 500
                    ? ErrorBody.of("REQUEST_FAILED", "The request failed")
                    : ErrorBody.of("INTERNAL_ERROR", "The server failed to handle this request");
        };
    }
}
