package io.wirescope.it;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** What clients send. */
final class Messages {

    /** The timestamp of every message. */
    static final String TIMESTAMP = "2025-08-16T01:36:59.923393+00:00";

    /** A ping. */
    static final String PING = envelope("ping").build().toString();

    /** Asks for the connection's status. */
    static final String STATUS = envelope("status").build().toString();

    private Messages() {
    }

    /** {@return an envelope with only the required members} */
    static JsonObjectBuilder envelope(String type) {
        return Json.createObjectBuilder()
                .add("envelope_version", 1)
                .add("type", type)
                .add("timestamp", TIMESTAMP)
                .add("payload", JsonValue.EMPTY_JSON_OBJECT);
    }

    /** {@return an envelope of exactly so many bytes} */
    static String ofBytes(int bytes) {
        int empty = padded(0).length();
        return padded(bytes - empty);
    }

    private static String padded(int length) {
        return envelope("size").add("payload", Json.createObjectBuilder().add("pad", "x".repeat(length)))
                .build().toString();
    }

    /** {@return the whole number that follows in a message, quicker than by a parser: for those who take thousands} */
    static long number(String message, String member) {
        int start = message.indexOf(member) + member.length();
        int end = start;
        while (Character.isDigit(message.charAt(end))) {
            end++;
        }
        return Long.parseLong(message.substring(start, end));
    }
}
