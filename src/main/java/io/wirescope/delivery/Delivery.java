package io.wirescope.delivery;

import io.wirescope.PublicApi;

/**
 * What became of a message that was published.
 *
 * @param channel     the channel
 * @param position    the message's place in it
 * @param connections how many connections of this server it was queued to
 */
@PublicApi
public record Delivery(String channel, StreamPosition position, int connections) {
}
