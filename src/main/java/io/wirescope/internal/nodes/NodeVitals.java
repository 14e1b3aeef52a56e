package io.wirescope.internal.nodes;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The numbers that a node tells with its beat.
 *
 * @param version              its release
 * @param address              its host's name
 * @param started              when it started by its own clock, RFC 3339
 * @param connections          connections now
 * @param totalConnections     connections since its start
 * @param messagesIn           messages that came since its start
 * @param messagesOut          messages accepted for sending since its start
 * @param messagesInPerSecond  messages that came, by the second, between its last two beats
 * @param messagesOutPerSecond messages accepted for sending, likewise
 * @param engineMs             how long its last beat took to the engine and back, in milliseconds; negative before the
 *                             first
 */
public record NodeVitals(String version, String address, String started, int connections, long totalConnections,
        long messagesIn, long messagesOut, double messagesInPerSecond, double messagesOutPerSecond,
        double engineMs) {

    private static final int DECIMALS = 3;

    /** {@return the numbers as the API shows them} */
    public JsonObject toJson() {
        return JsonFormat.object()
                .add("version", version)
                .add("address", address)
                .add("started", started)
                .add("connections", connections)
                .add("total_connections", totalConnections)
                .add("messages_in", messagesIn)
                .add("messages_out", messagesOut)
                .add("messages_in_per_second", decimal(messagesInPerSecond))
                .add("messages_out_per_second", decimal(messagesOutPerSecond))
                .add("engine_ms", decimal(engineMs)).build();
    }

    private static BigDecimal decimal(double number) {
        return BigDecimal.valueOf(number).setScale(DECIMALS, RoundingMode.HALF_UP);
    }

    // Another release may leave some out.
    static NodeVitals read(JsonObject json) {
        JsonObject found = json == null ? JsonObject.EMPTY_JSON_OBJECT : json;
        return new NodeVitals(text(found, "version"), text(found, "address"), text(found, "started"),
                (int) number(found, "connections"), (long) number(found, "total_connections"),
                (long) number(found, "messages_in"), (long) number(found, "messages_out"),
                number(found, "messages_in_per_second"), number(found, "messages_out_per_second"),
                number(found, "engine_ms"));
    }

    private static String text(JsonObject json, String member) {
        return json.get(member) instanceof JsonString text ? text.getString() : "";
    }

    private static double number(JsonObject json, String member) {
        return json.get(member) instanceof JsonNumber number ? number.doubleValue() : 0;
    }
}
