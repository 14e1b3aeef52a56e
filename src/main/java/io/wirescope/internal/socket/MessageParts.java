package io.wirescope.internal.socket;

import io.wirescope.envelope.Utf8;

/** What has come of a message that comes in parts. For one thread at a time. */
final class MessageParts {

    private final StringBuilder text = new StringBuilder();
    private long bytes;

    void add(String part) {
        text.append(part);
        bytes += Utf8.length(part);
    }

    /** {@return how much has come, in bytes of UTF-8} */
    long bytes() {
        return bytes;
    }

    /** {@return all that has come} */
    String whole() {
        return text.toString();
    }
}
