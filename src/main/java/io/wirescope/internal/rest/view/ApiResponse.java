package io.wirescope.internal.rest.view;

import jakarta.json.bind.annotation.JsonbNillable;

/**
 * The answer to a call that succeeded; one that failed is an {@link io.wirescope.internal.http.ErrorBody}.
 *
 * @param success always true
 * @param data    what was asked for
 * @param error   always null
 * @param meta    about the answer
 * @param <T>     the type of the data
 */
@JsonbNillable
public record ApiResponse<T>(boolean success, T data, Object error, Meta meta) {

    /**
     * What every answer tells of itself.
     *
     * @param message   for people
     * @param requestId the request's id, as in {@code X-Request-ID}
     * @param timestamp when it was answered, RFC 3339
     */
    public record Meta(String message, String requestId, String timestamp) {
    }
}
