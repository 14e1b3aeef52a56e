package io.wirescope.internal.capture;

import io.wirescope.internal.event.MessageDirection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A payload that was kept. Immutable.
 *
 * @param number        its number in the capture, from 1
 * @param sequence      the sequence of its event
 * @param at            when
 * @param direction     which way the message went
 * @param part          {@code message}, or {@code request} or {@code response} of an application
 * @param type          the message's type
 * @param clientId      the client's id
 * @param connectionId  the connection's id
 * @param requestId     the request's id, or null
 * @param json          whether it is JSON; a part of it where it was cut
 * @param payload       what was kept, as UTF-8
 * @param originalBytes how long the message was before anything was redacted or cut
 * @param cut           whether the end is missing
 * @param redacted      what was redacted
 * @param redactedCount how many values that are
 */
public record CapturedMessage(int number, long sequence, Instant at, MessageDirection direction, String part,
        String type, String clientId, String connectionId, String requestId, boolean json, byte[] payload,
        int originalBytes, boolean cut, List<String> redacted, int redactedCount) {

    /** {@return what was kept, as text} */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
