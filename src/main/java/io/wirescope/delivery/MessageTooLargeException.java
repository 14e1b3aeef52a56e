package io.wirescope.delivery;

/** A message for a channel that is larger than {@code wirescope.channels.max-message-bytes}. Nothing was sent. */
public final class MessageTooLargeException extends IllegalArgumentException {

    private final int maxBytes;

    MessageTooLargeException(int bytes, int maxBytes) {
        super("The message has " + bytes + " bytes on the wire; the limit is " + maxBytes);
        this.maxBytes = maxBytes;
    }

    /** {@return the limit, in bytes of UTF-8} */
    public int maxBytes() {
        return maxBytes;
    }
}
