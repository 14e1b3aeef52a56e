package io.wirescope.drift;

import io.wirescope.PublicApi;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How far a model has drifted from what it was trained on (contract, section 4). Immutable.
 *
 * @param level              how sure that is
 * @param driftScore         the score, finite
 * @param calculatedAt       when it was calculated
 * @param affectedComponents what of the model is affected
 * @param metrics            what else was measured
 * @param modelName          the model, or null
 */
@PublicApi
public record DriftStatus(DriftLevel level, double driftScore, Instant calculatedAt,
        List<String> affectedComponents, JsonObject metrics, String modelName) {

    /** @throws IllegalArgumentException when the score is infinite or no number */
    public DriftStatus {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(calculatedAt, "calculatedAt");
        Objects.requireNonNull(metrics, "metrics");
        if (!Double.isFinite(driftScore)) {
            throw new IllegalArgumentException("driftScore must be finite: " + driftScore);
        }
        affectedComponents = List.copyOf(affectedComponents);
    }

    /** {@return it as clients see it, stated at a time by somebody, or null where that is not known} */
    JsonObject toJson(Instant statedAt, String source) {
        JsonArrayBuilder components = JsonFormat.array();
        affectedComponents.forEach(components::add);
        JsonObjectBuilder json = JsonFormat.object()
                .add("status", level.name())
                .add("drift_score", driftScore)
                .add("calculated_at", Rfc3339.format(calculatedAt))
                .add("affected_components", components)
                .add("metrics", metrics);
        if (modelName == null) {
            json.addNull("model_name");
        } else {
            json.add("model_name", modelName);
        }
        if (source != null) {
            json.add("source", source);
        }
        return json.add("timestamp", Rfc3339.format(statedAt)).build();
    }
}
