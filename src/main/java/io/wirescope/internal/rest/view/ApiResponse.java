package io.wirescope.internal.rest.view;

import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;

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
     * @param nodes     which servers it is of; left out unless all of a cluster were asked
     */
    public record Meta(String message, String requestId, String timestamp, AskedNodes nodes) {
    }

    /**
     * The servers that were asked.
     *
     * @param answered the ids of those whose answers are in the response
     * @param missing  the ids of those that did not answer in time
     */
    public record AskedNodes(List<String> answered, List<String> missing) {
    }
}
