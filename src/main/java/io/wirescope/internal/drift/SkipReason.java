package io.wirescope.internal.drift;

import java.util.Locale;

/** Why an {@code inference.audit} event was not counted. */
public enum SkipReason {
    /** {@code model} is missing, no string, or no id of up to 128 characters. */
    INVALID_MODEL("model must be a string of 1 to 128 characters"),
    /** {@code model_version} is neither null nor an id. */
    INVALID_VERSION("model_version must be a string of 1 to 128 characters, or null"),
    /** {@code features} is no object, or the name of one is no id. */
    INVALID_FEATURES("features must be an object whose names have 1 to 128 characters"),
    /** There are more features than are counted. */
    TOO_MANY_FEATURES("there are more features than wirescope.drift.max-features"),
    /** There is neither a feature nor a prediction nor a score. */
    NOTHING_TO_COUNT("there must be features, a prediction or a score"),
    /** Further models are not counted. */
    TOO_MANY_MODELS("there are more models than wirescope.drift.max-models"),
    /** The values of models whose reference is being learned take all the memory that they may. */
    OUT_OF_MEMORY("the references being learned take wirescope.drift.learning-bytes"),
    /** The detector is switched off for this model. */
    SWITCHED_OFF("the detector is off for this model");

    private final String rule;

    SkipReason(String rule) {
        this.rule = rule;
    }

    /** {@return the name in metrics and in the API} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what is wrong, for people} */
    public String rule() {
        return rule;
    }
}
