package io.wirescope.internal.capture;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.event.MessageDirection;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wants to have captured.
 *
 * @param selector        which messages
 * @param duration        for how long, 1 s to 1 h
 * @param maxMessages     the most messages that are kept, 1 to 10,000
 * @param maxPayloadBytes the most bytes of each payload that are kept, 16 to 64 KiB
 * @param maxTotalBytes   the most bytes of all of them, 1 KiB to 16 MiB
 * @param reason          why, 1 to 200 characters; the audit has it
 * @param raw             whether what is no JSON is kept too
 * @param redact          JSON Pointers to what is redacted besides secret names; {@code *} is any item of an array
 */
public record CaptureOrder(CaptureSelector selector, Duration duration, int maxMessages, int maxPayloadBytes,
        int maxTotalBytes, String reason, boolean raw, List<String> redact) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration DEFAULT_DURATION = Duration.ofMinutes(5);
    private static final int DEFAULT_MESSAGES = 1_000;
    private static final int MOST_MESSAGES = 10_000;
    private static final int LEAST_PAYLOAD_BYTES = 16;
    private static final int DEFAULT_PAYLOAD_BYTES = 1 << 10;
    private static final int MOST_PAYLOAD_BYTES = 1 << 16;
    private static final int LEAST_TOTAL_BYTES = 1 << 10;
    private static final int DEFAULT_TOTAL_BYTES = 1 << 22;
    private static final int MOST_TOTAL_BYTES = 1 << 24;
    private static final int MAX_REASON = 200;
    private static final int MAX_POINTERS = 32;

    /**
     * Reads an order.
     *
     * @param body the members of a request's body
     * @throws InvalidFieldException when one breaks its rule
     */
    public static CaptureOrder read(JsonMembers body) {
        CaptureSelector selector = new CaptureSelector(body.id("client_id"), body.id("connection_id"),
                body.id("request_id"), type(body), direction(body));
        if (selector.isEmpty()) {
            throw body.invalid("client_id",
                    "or one of connection_id, request_id, type and direction is required: it selects the messages");
        }
        return new CaptureOrder(selector, duration(body),
                integer(body, "max_messages", 1, MOST_MESSAGES, DEFAULT_MESSAGES),
                integer(body, "max_payload_bytes", LEAST_PAYLOAD_BYTES, MOST_PAYLOAD_BYTES, DEFAULT_PAYLOAD_BYTES),
                integer(body, "max_total_bytes", LEAST_TOTAL_BYTES, MOST_TOTAL_BYTES, DEFAULT_TOTAL_BYTES),
                reason(body), Optional.ofNullable(body.flag("raw")).orElse(false), redact(body));
    }

    private static String type(JsonMembers body) {
        return body.value("type").isEmpty() ? null : body.messageType("type");
    }

    private static MessageDirection direction(JsonMembers body) {
        String name = body.text("direction");
        return name == null ? null : MessageDirection.of(name)
                .orElseThrow(() -> body.invalid("direction", "must be in, out or upstream"));
    }

    private static Duration duration(JsonMembers body) {
        String text = body.text("duration");
        if (text == null) {
            return DEFAULT_DURATION;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // reported below, like one that is out of range
        }
        throw body.invalid("duration", "must be an ISO 8601 duration from " + SHORTEST + " to " + LONGEST);
    }

    private static int integer(JsonMembers body, String name, int min, int max, int byDefault) {
        JsonNumber number = body.number(name);
        if (number == null) {
            return byDefault;
        }
        double value = number.doubleValue(); // of a number with a huge exponent, a whole one would take gigabytes
        if (value >= min && value <= max && value == Math.rint(value)) {
            return (int) value;
        }
        throw body.invalid(name, "must be a whole number from " + min + " to " + max);
    }

    private static String reason(JsonMembers body) {
        String reason = body.requiredText("reason").strip();
        if (reason.isEmpty() || reason.codePointCount(0, reason.length()) > MAX_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw body.invalid("reason", "must be 1 to " + MAX_REASON + " characters without control characters");
        }
        return reason;
    }

    private static List<String> redact(JsonMembers body) {
        JsonValue value = body.value("redact").orElse(JsonValue.EMPTY_JSON_ARRAY);
        if (!(value instanceof JsonArray array) || array.size() > MAX_POINTERS) {
            throw body.invalid("redact", "must be an array of up to " + MAX_POINTERS + " JSON Pointers");
        }
        return array.stream().map(item -> pointer(body, item)).toList();
    }

    private static String pointer(JsonMembers body, JsonValue item) {
        if (item instanceof JsonString text && PayloadPointer.parse(text.getString()).isPresent()) {
            return text.getString();
        }
        throw body.invalid("redact", PayloadPointer.RULE);
    }

    List<PayloadPointer> pointers() {
        return redact.stream().map(text -> PayloadPointer.parse(text).orElseThrow()).toList();
    }
}
