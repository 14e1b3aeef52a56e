package io.wirescope.internal.rest.send;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.rest.request.RequestHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key} (contract, section 8). */
final class IdempotencyKey {

    static final String NAME = "Idempotency-Key";

    private static final Pattern RULE_OF_TEXT = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private IdempotencyKey() {
    }

    /**
     * {@return the key of a call, or empty where it has none}
     *
     * @throws InvalidFieldException 422 where it has several, or one that breaks the rule
     */
    static Optional<String> of(RequestHeaders headers) {
        List<String> values = headers.all(NAME);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1 || !RULE_OF_TEXT.matcher(values.get(0)).matches()) {
            throw new InvalidFieldException(NAME, "must be 1 to 255 characters of ASCII, once");
        }
        return Optional.of(values.get(0));
    }
}
