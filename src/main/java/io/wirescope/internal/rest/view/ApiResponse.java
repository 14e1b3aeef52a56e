package io.wirescope.internal.rest.view;

import jakarta.json.bind.annotation.JsonbNillable;

/**
 * The body of a successful response; one that failed is an {@link io.wirescope.internal.http.ErrorBody}.
 *
 * @param success always true
 * @param data    the result
 * @param error   always null
 * @param meta    about the response
 * @param <T>     the type of the data
 */
@JsonbNillable
public record ApiResponse<T>(boolean success, T data, Object error, Meta meta) {

    /**
     * What every response says about itself.
     *
     * @param message   for people
     * @param requestId the request's id, as in {@code X-Request-ID}
     * @param timestamp when the response was made, RFC 3339
     */
    public record Meta(String message, String requestId, String timestamp) {
    }
}
