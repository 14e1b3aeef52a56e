package io.wirescope.delivery;

import io.wirescope.PublicApi;
import java.util.Objects;
import java.util.Optional;

/**
 * A place in a channel's stream (contract, section 6).
 *
 * @param epoch  changes whenever offsets restart
 * @param offset the last message that is behind this place, 0 before the first
 */
@PublicApi
public record StreamPosition(String epoch, long offset) {

    /** @throws NullPointerException when the epoch is null */
    public StreamPosition {
        Objects.requireNonNull(epoch, "epoch");
    }

    /**
     * Reads {@code EPOCH:OFFSET}.
     *
     * @return empty where that is not what it is
     */
    static Optional<StreamPosition> parse(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (colon < 1 || digits.isEmpty() || digits.length() > 19 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StreamPosition(text.substring(0, colon), Long.parseLong(digits)));
        } catch (NumberFormatException e) { // nineteen digits may still be more than a long has
            return Optional.empty();
        }
    }

    /** {@return the place of the next message} */
    public StreamPosition next() {
        return new StreamPosition(epoch, offset + 1);
    }
}
