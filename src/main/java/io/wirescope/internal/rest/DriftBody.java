package io.wirescope.internal.rest;

import io.wirescope.drift.DriftLevel;
import io.wirescope.drift.DriftStatus;
import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.request.EventMembers;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A drift status as a caller states it (contract, section 4). */
final class DriftBody {

    private static final int MAX_COMPONENTS = 1000;

    private DriftBody() {
    }

    /**
     * Reads a status. Members that the contract does not name are ignored.
     *
     * @param now stands in for {@code calculated_at}
     * @throws InvalidEventException when a member breaks its rule
     */
    static DriftStatus read(EventMembers body, Instant now) throws InvalidEventException {
        Instant calculatedAt = body.time("calculated_at");
        return new DriftStatus(level(body), score(body), calculatedAt == null ? now : calculatedAt,
                components(body), metrics(body), body.id("model_name"));
    }

    private static DriftLevel level(EventMembers body) throws InvalidEventException {
        return DriftLevel.of(body.requiredText("status")).orElseThrow(() -> new InvalidEventException("status",
                "must be NO_DRIFT, DRIFT_DETECTED or DRIFT_CONFIRMED"));
    }

    private static double score(EventMembers body) throws InvalidEventException {
        JsonValue value = body.value("drift_score").orElseThrow(() ->
                new InvalidEventException("drift_score", "is required"));
        if (value instanceof JsonNumber number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new InvalidEventException("drift_score", value instanceof JsonNumber
                ? "must be within the range of a double" : "must be a number, not " + JsonFormat.kind(value));
    }

    private static List<String> components(EventMembers body) throws InvalidEventException {
        JsonValue value = body.value("affected_components").orElse(JsonValue.EMPTY_JSON_ARRAY);
        if (!(value instanceof JsonArray array) || array.size() > MAX_COMPONENTS) {
            throw new InvalidEventException("affected_components",
                    "must be an array of up to " + MAX_COMPONENTS + " strings");
        }
        List<String> components = new ArrayList<>(array.size());
        for (JsonValue component : array) {
            if (!(component instanceof JsonString text) || !Identifier.isValid(text.getString())) {
                throw new InvalidEventException("affected_components[" + components.size() + "]",
                        Identifier.RULE);
            }
            components.add(text.getString());
        }
        return components;
    }

    private static JsonObject metrics(EventMembers body) throws InvalidEventException {
        JsonValue value = body.value("metrics").orElse(JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject metrics) {
            return metrics;
        }
        throw new InvalidEventException("metrics", "must be an object, not " + JsonFormat.kind(value));
    }
}
