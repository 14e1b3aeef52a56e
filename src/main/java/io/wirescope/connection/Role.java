package io.wirescope.connection;

import io.wirescope.PublicApi;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client says it is (contract, section 1). */
@PublicApi
public enum Role {
    /** A user's browser or service; the default. */
    FRONTEND,
    /** An operator; may read the event channels. */
    ADMIN,
    /** A test. */
    TEST;

    /** {@return the name on the wire} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the role of that exact name on the wire, or empty}
     *
     * @param wireName {@code frontend}, {@code admin} or {@code test}; anything else, also null, gives empty
     */
    public static Optional<Role> of(String wireName) {
        return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
    }
}
