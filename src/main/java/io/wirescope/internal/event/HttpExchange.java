package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Data of {@code http.request}.
 *
 * @param method       the HTTP method
 * @param path         the path as it was asked for, without the query
 * @param route        the template that answered, such as {@code /events/{id}}, or the path's room
 *                     where none did
 * @param status       the HTTP status
 * @param durationNanos from the request's arrival to its answer
 * @param clientRemote the client's address
 */
public record HttpExchange(String method, String path, String route, int status, long durationNanos,
        String clientRemote) implements EventData {

    @Override
    public int heapBytes() {
        return SMALL + 2 * path.length();
    }

    @Override
    public JsonObject toJson() {
        return JsonFormat.object()
                .add("method", method)
                .add("path", path)
                .add("route", route)
                .add("status", status)
                .add("duration_ms", BigDecimal.valueOf(durationNanos).movePointLeft(6)
                        .setScale(3, RoundingMode.HALF_UP))
                .add("client_remote", clientRemote)
                .build();
    }
}
