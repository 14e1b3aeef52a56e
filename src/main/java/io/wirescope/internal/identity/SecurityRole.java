package io.wirescope.internal.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do (contract, section 9); not what a client says it is, which is its connection's role. */
public enum SecurityRole {
    /** May connect under the client ids that it was granted. */
    CLIENT,
    /** May read all of the API, the stream and the event channels. */
    OBSERVER,
    /** May publish events, statements of drift and messages, within its grants. */
    PUBLISHER,
    /** May do what an observer may, and clear, close, drain and switch. */
    OPERATOR,
    /** May capture the payload of messages. */
    CAPTURE;

    /** {@return the name in settings, tokens' mappings and JSON} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the role of that exact name, or empty}
     *
     * @param wireName such as {@code observer}; anything else, also null, gives empty
     */
    public static Optional<SecurityRole> of(String wireName) {
        return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
    }
}
