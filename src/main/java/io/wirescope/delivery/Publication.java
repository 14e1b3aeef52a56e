package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;

/**
 * A message in its place in a channel.
 *
 * @param channel  the channel
 * @param position its place
 * @param message  the message, which bears both in its {@code meta}
 */
record Publication(String channel, StreamPosition position, SharedMessage message) {
}
