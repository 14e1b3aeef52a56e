package io.wirescope.internal.rest.send;

import io.wirescope.delivery.Delivery;

/**
 * A message that was sent.
 *
 * @param channel             where it was sent
 * @param epoch               the channel's epoch
 * @param offset              the message's place in it
 * @param connectionsNotified how many connections it was queued to
 */
public record SentView(String channel, String epoch, long offset, int connectionsNotified) {

    static SentView of(Delivery sent) {
        return new SentView(sent.channel(), sent.position().epoch(), sent.position().offset(), sent.connections());
    }

    /** {@return about how many bytes of memory it takes} */
    long bytes() {
        return bytes(channel.length());
    }

    static long bytes(int channelLength) {
        return 160 + 2L * channelLength;
    }
}
