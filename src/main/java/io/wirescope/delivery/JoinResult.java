package io.wirescope.delivery;

/**
 * How a subscriber came into a channel.
 *
 * @param position the place just before the first message that it gets
 * @param complete false when it asked for messages that the history no longer has, or never had; it gets
 *                 those from now on then
 */
record JoinResult(StreamPosition position, boolean complete) {
}
