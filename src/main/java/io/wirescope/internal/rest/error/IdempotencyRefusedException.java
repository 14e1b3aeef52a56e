package io.wirescope.internal.rest.error;

import io.wirescope.internal.http.ErrorBody;

/** A call with an {@code Idempotency-Key} that can't be made now. No fault of ours, so it carries no stack trace. */
public final class IdempotencyRefusedException extends RuntimeException {

    private final int status;
    private final transient ErrorBody error;
    private final long retryAfterSeconds;

    private IdempotencyRefusedException(int status, ErrorBody error, long retryAfterSeconds) {
        super(error.message(), null, false, false);
        this.status = status;
        this.error = error;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** {@return 409 for a repeat of a call that is still under way} */
    public static IdempotencyRefusedException underWay() {
        return new IdempotencyRefusedException(409, ErrorBody.of("IDEMPOTENCY_KEY_IN_USE",
                "The first call with this Idempotency-Key is still under way"), 1);
    }

    /** {@return 503 for a new key where no more can be kept} */
    public static IdempotencyRefusedException full(long retryAfterSeconds) {
        return new IdempotencyRefusedException(503, ErrorBody.of("IDEMPOTENCY_LIMIT",
                "The server keeps as many results by their Idempotency-Key as it can; nothing was sent"),
                retryAfterSeconds);
    }

    int status() {
        return status;
    }

    ErrorBody error() {
        return error;
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
