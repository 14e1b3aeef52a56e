package io.wirescope.internal.rest.scope;

import io.wirescope.internal.rest.view.ApiResponse.AskedNodes;
import jakarta.json.JsonObject;

/**
 * What all servers answered, as one.
 *
 * @param message for people
 * @param data    as one server would have answered
 * @param nodes   who answered and who did not
 */
public record Answer(String message, JsonObject data, AskedNodes nodes) {
}
