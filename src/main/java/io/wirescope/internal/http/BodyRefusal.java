package io.wirescope.internal.http;

import io.wirescope.envelope.JsonFormat;

/**
 * Why a request is refused for its body before it has been read.
 *
 * @param status the HTTP status
 * @param error  what the caller gets
 */
record BodyRefusal(int status, ErrorBody error) {

    /** {@return 400 for a body that broke off or whose framing is broken} */
    static BodyRefusal broken() {
        return new BodyRefusal(400, StatusError.of(400));
    }

    /** {@return 415 for a body with a Content-Encoding: Open Liberty would decode it, others not} */
    static BodyRefusal encoded() {
        return new BodyRefusal(415, StatusError.of(415));
    }

    /** {@return 400 for a handshake with a body} */
    static BodyRefusal handshake() {
        return new BodyRefusal(400, ErrorBody.of("BAD_HANDSHAKE", "A request for an upgrade must not have a body"));
    }

    /** {@return 408 for a body that did not arrive in time} */
    static BodyRefusal late(BodyConfig config) {
        return new BodyRefusal(408, new ErrorBody("REQUEST_TIMEOUT",
                "The request body must arrive within " + config.timeout().toMillis() + " ms",
                JsonFormat.object().add("body_timeout_ms", config.timeout().toMillis()).build()));
    }

    /** {@return 413 for a body over the limit} */
    static BodyRefusal tooLarge(BodyConfig config) {
        return new BodyRefusal(413, new ErrorBody("PAYLOAD_TOO_LARGE",
                "The request body must not exceed " + config.maxBytes() + " bytes",
                JsonFormat.object().add("max_body_bytes", config.maxBytes()).build()));
    }

    /** {@return 503 when too many bodies, or too many bytes of them, are arriving} */
    static BodyRefusal overloaded() {
        return new BodyRefusal(503, ErrorBody.of("UNAVAILABLE", "Too many request bodies pending; try again later"));
    }
}
