package io.wirescope.delivery;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import java.util.Optional;

/**
 * A place in the stream of a channel that is named.
 *
 * @param channel  the channel
 * @param position the place
 */
public record ChannelPosition(String channel, StreamPosition position) {

    /**
     * Reads {@code CHANNEL@EPOCH:OFFSET}. A channel's name may hold {@code @}; what follows the last one is
     * the position.
     *
     * @return empty where that is not what it is
     */
    static Optional<ChannelPosition> parse(String text) {
        int at = text.lastIndexOf('@');
        return at < 1 ? Optional.empty()
                : StreamPosition.parse(text.substring(at + 1))
                .map(position -> new ChannelPosition(text.substring(0, at), position));
    }

    /** {@return it as clients see it: {@code channel}, {@code epoch} and {@code offset}} */
    public JsonObject toJson() {
        return JsonFormat.object()
                .add("channel", channel)
                .add("epoch", position.epoch())
                .add("offset", position.offset())
                .build();
    }
}
