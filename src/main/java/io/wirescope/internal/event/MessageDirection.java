package io.wirescope.internal.event;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which way a message goes, as the server sees it. */
public enum MessageDirection {

    /** From a client. */
    IN,
    /** To a client. */
    OUT,
    /** To an application, and its answer. */
    UPSTREAM;

    /** {@return the name in JSON} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the direction of a name in JSON, or empty where it is none} */
    public static Optional<MessageDirection> of(String wireName) {
        return Stream.of(values()).filter(direction -> direction.wireName().equals(wireName)).findFirst();
    }
}
