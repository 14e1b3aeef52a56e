package io.wirescope.internal.rest;

import io.wirescope.drift.DriftLevel;
import io.wirescope.drift.DriftStatus;
import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads a drift status from the body of a request (contract, section 4). */
final class DriftBody {

    private static final int MAX_COMPONENTS = 1000;

    private DriftBody() {
    }

    /**
     * Reads a status. Members that the contract does not name are ignored.
     *
     * @param now the default of {@code calculated_at}
     * @throws InvalidFieldException when a member breaks its rule
     */
    static DriftStatus read(JsonMembers body, Instant now) {
        Instant calculatedAt = body.time("calculated_at");
        return new DriftStatus(level(body), score(body), calculatedAt == null ? now : calculatedAt,
                components(body), metrics(body), body.id("model_name"));
    }

    private static DriftLevel level(JsonMembers body) {
        return DriftLevel.of(body.requiredText("status")).orElseThrow(() ->
                body.invalid("status", "must be NO_DRIFT, DRIFT_DETECTED or DRIFT_CONFIRMED"));
    }

    private static double score(JsonMembers body) {
        body.required("drift_score");
        double score = body.number("drift_score").doubleValue();
        if (!Double.isFinite(score)) {
            throw body.invalid("drift_score", "must be within the range of a double");
        }
        return score;
    }

    private static List<String> components(JsonMembers body) {
        JsonValue value = body.value("affected_components").orElse(JsonValue.EMPTY_JSON_ARRAY);
        if (!(value instanceof JsonArray array) || array.size() > MAX_COMPONENTS) {
            throw body.invalid("affected_components", "must be an array of up to " + MAX_COMPONENTS + " strings");
        }
        List<String> components = new ArrayList<>(array.size());
        for (JsonValue component : array) {
            if (!(component instanceof JsonString text) || !Identifier.isValid(text.getString())) {
                throw body.invalid("affected_components[" + components.size() + "]", Identifier.RULE);
            }
            components.add(text.getString());
        }
        return components;
    }

    private static JsonObject metrics(JsonMembers body) {
        JsonObject metrics = body.object("metrics");
        return metrics == null ? JsonValue.EMPTY_JSON_OBJECT : metrics;
    }
}
