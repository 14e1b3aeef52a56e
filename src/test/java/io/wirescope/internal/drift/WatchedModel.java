package io.wirescope.internal.drift;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.Settings;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** One model whose windows are judged by the test. */
final class WatchedModel {

    static final ModelKey KEY = new ModelKey("fraud", "7");
    static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    private final DriftModels models;

    WatchedModel(String... settings) {
        models = models(settings);
    }

    static DriftModels models(String... replaced) {
        Settings settings = MapSettings.with(on(replaced));
        return new DriftModels(DriftConfig.from(settings), new ModelSettings(settings), key -> { });
    }

    /** {@return settings with the detector on} */
    static String[] on(String... replaced) {
        return Stream.concat(Stream.of("wirescope.drift.detector", "on"), Stream.of(replaced)).toArray(String[]::new);
    }

    /** {@return the data of an event of that model} */
    static JsonObject data(JsonObject features) {
        return JsonFormat.object().add("model", KEY.model()).add("model_version", KEY.version())
                .add("features", features).build();
    }

    /** Counts an event. {@return why it was not counted, where it was not} */
    Optional<SkipReason> countData(JsonObject data) {
        try {
            models.count(data, NOW);
            return Optional.empty();
        } catch (InferenceReader.SkippedException e) {
            return Optional.of(e.reason());
        }
    }

    /** Counts an event with these features. */
    void count(JsonObject features) {
        countData(data(features)).ifPresent(reason -> {
            throw new AssertionError(reason + ": " + features);
        });
    }

    DriftModels models() {
        return models;
    }

    ModelDrift drift() {
        return models.find(KEY).orElseThrow();
    }
}
