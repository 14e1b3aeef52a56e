package io.wirescope.internal.capture;

/** One capture more than there may be. No fault of the server's, so it carries no stack trace. */
public final class CaptureLimitException extends RuntimeException {

    CaptureLimitException(String message) {
        super(message, null, false, false);
    }
}
