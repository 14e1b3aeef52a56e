package io.wirescope.delivery;

import io.wirescope.PublicApi;

/** A message for a channel that is larger than {@code wirescope.channels.max-message-bytes}. Nothing was sent. */
@PublicApi
public final class MessageTooLargeException extends IllegalArgumentException {

    private final int maxBytes;

    /**
     * @param bytes    its length on the wire
     * @param maxBytes the limit
     */
    public MessageTooLargeException(int bytes, int maxBytes) {
        super("Message of " + bytes + " bytes on the wire exceeds the limit of " + maxBytes);
        this.maxBytes = maxBytes;
    }

    /** {@return the limit, in bytes of UTF-8} */
    public int maxBytes() {
        return maxBytes;
    }
}
