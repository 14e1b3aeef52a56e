package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;

/**
 * A message in its place in a channel.
 *
 * @param channel  the channel
 * @param position its place
 * @param payload  the message
 */
public record Publication(String channel, StreamPosition position, Payload payload) {

    /** {@return what clients get, which bears the place in its {@code meta}; the same for all of them} */
    SharedMessage message() {
        return payload.at(position);
    }

    /** {@return its length in bytes of UTF-8} */
    public int bytes() {
        return payload.bytesAt(position);
    }
}
