package io.wirescope.internal.conversation;

import io.wirescope.internal.config.Settings;

/**
 * What a client may send, under {@code wirescope.socket.}.
 *
 * @param maxMessageBytes the largest message, in bytes of UTF-8
 */
public record MessageLimits(int maxMessageBytes) {

    /** What {@link #maxMessageBytes} may be set to at most; endpoints let the container refuse more. */
    public static final int CEILING_BYTES = 1 << 20;

    /**
     * Reads the limits.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when one can't be used
     */
    public static MessageLimits from(Settings settings) {
        return new MessageLimits(settings.integer("wirescope.socket.max-message-bytes", 128, CEILING_BYTES));
    }
}
