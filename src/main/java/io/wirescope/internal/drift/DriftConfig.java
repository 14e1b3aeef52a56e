package io.wirescope.internal.drift;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the detector.
 *
 * @param maxModels     how many versions of models are watched, {@code wirescope.drift.max-models}
 * @param maxFeatures   how many features each may have, {@code wirescope.drift.max-features}
 * @param learningBytes what the values of all references being learned may take, {@code wirescope.drift.learning-bytes}
 * @param forgetAfter   how long a version must have been idle before another may take its place,
 *                      {@code wirescope.drift.forget-after}
 * @param directory     where the state is kept, {@code wirescope.drift.directory}
 */
record DriftConfig(int maxModels, int maxFeatures, long learningBytes, Duration forgetAfter,
        Optional<Path> directory) {

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static DriftConfig from(Settings settings) {
        return new DriftConfig(settings.integer("wirescope.drift.max-models", 1, 10_000),
                settings.integer("wirescope.drift.max-features", 1, 1_000),
                settings.longInteger("wirescope.drift.learning-bytes", 1 << 20, 1L << 40),
                settings.duration("wirescope.drift.forget-after", Duration.ofMinutes(1), Duration.ofDays(3650)),
                settings.optionalText("wirescope.drift.directory").map(DriftConfig::path));
    }

    /** {@return how many values are judged of a model at most: its features, prediction and score} */
    int maxValues() {
        return maxFeatures + 2;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException("wirescope.drift.directory", text, "must be the path of a directory");
        }
    }
}
