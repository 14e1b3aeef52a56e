package io.wirescope.internal.upstream;

import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;

/**
 * A message for a route, as far as the connection does not say it.
 *
 * @param type      the message's type
 * @param payload   what it says
 * @param timestamp RFC 3339
 * @param requestId the message's request id, or else the connection's
 * @param trace     the message's trace, or else the connection's, or null
 */
public record RoutedMessage(String type, JsonObject payload, String timestamp, String requestId, TraceContext trace) {
}
