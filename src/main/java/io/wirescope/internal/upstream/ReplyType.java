package io.wirescope.internal.upstream;

import io.wirescope.envelope.Identifier;
import java.util.Optional;

/** The rule for the type of a message that an application answers with. */
final class ReplyType {

    private ReplyType() {
    }

    /** {@return what is wrong with a type, for operators; empty where it may be sent} */
    static Optional<String> broken(String type) {
        if (!Identifier.isValid(type)) {
            return Optional.of("answer's type " + Identifier.RULE);
        }
        return RouteTypes.isReserved(type) ? Optional.of("answer of the reserved type " + type) : Optional.empty();
    }
}
