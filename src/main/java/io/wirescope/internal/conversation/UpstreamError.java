package io.wirescope.internal.conversation;

import io.wirescope.envelope.ErrorCode;

/** What clients read about an application that did not answer as they wish; nothing of it is the application's own. */
final class UpstreamError {

    private UpstreamError() {
    }

    static String text(ErrorCode code) {
        return switch (code) {
            case UPSTREAM_REFUSED -> "The application refused this message";
            case UPSTREAM_TIMEOUT -> "The application did not answer in time";
            case OVERLOADED -> "Too many messages wait for the application; send this one again later";
            default -> "The application is not available; send this message again later";
        };
    }
}
