package io.wirescope.drift;

import io.wirescope.PublicApi;
import java.util.Optional;
import java.util.stream.Stream;

/** How sure it is that a model has drifted (contract, section 4). The name is what goes over the wire. */
@PublicApi
public enum DriftLevel {
    /** It has not. */
    NO_DRIFT,
    /** It seems to have. */
    DRIFT_DETECTED,
    /** It has. */
    DRIFT_CONFIRMED;

    /** {@return the level of a name, or empty where there is none} */
    public static Optional<DriftLevel> of(String name) {
        return Stream.of(values()).filter(level -> level.name().equals(name)).findFirst();
    }
}
