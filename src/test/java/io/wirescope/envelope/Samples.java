package io.wirescope.envelope;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Messages and ids that several tests share. */
final class Samples {

    static final String TIMESTAMP = "2025-08-16T01:36:59.923393+00:00";
    static final String REQUEST_ID = "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8";
    static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    static final String SPAN = "00f067aa0ba902b7";
    static final String PARENT_SPAN = "b7ad6b7169203331";
    static final String GRINNING_FACE = "\ud83d\ude00";

    /** The contract's example, with every member that it names. */
    static final String FULL = """
            {
              "envelope_version": 1,
              "type": "pong",
              "timestamp": "%s",
              "request_id": "%s",
              "trace": {"trace_id": "%s", "span": "%s", "parent_span": "%s"},
              "payload": {"heartbeat_count": 3},
              "meta": {"retries": 0, "debug": false}
            }""".formatted(TIMESTAMP, REQUEST_ID, TRACE_ID, SPAN, PARENT_SPAN);

    private Samples() {
    }

    /** {@return the full message with one member replaced or added} */
    static String fullWith(String path, String json) {
        return JsonFormat.write(set(parse(FULL), path, parseValue(json)));
    }

    /** {@return the full message without one member} */
    static String fullWithout(String path) {
        return JsonFormat.write(set(parse(FULL), path, null));
    }

    /** {@return a message with the required members and this text as its payload} */
    static String withPayload(String json) {
        return "{\"envelope_version\":1,\"type\":\"note\",\"timestamp\":\"" + TIMESTAMP + "\",\"payload\":"
                + json + "}";
    }

    static JsonObject parse(String json) {
        return parseValue(json).asJsonObject();
    }

    static JsonValue parseValue(String json) {
        try {
            return JsonFormat.read(json);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("the test's own JSON: " + json, e);
        }
    }

    /** {@return the text as a JSON string} */
    static String quoted(String text) {
        return JsonFormat.write(JsonFormat.string(text));
    }

    private static JsonObject set(JsonObject object, String path, JsonValue value) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        JsonValue member = dot < 0 ? value : set(object.getJsonObject(name), path.substring(dot + 1), value);
        var builder = JsonFormat.object(object);
        return (member == null ? builder.remove(name) : builder.add(name, member)).build();
    }
}
