package io.wirescope.internal.upstream;

import io.wirescope.envelope.Identifier;
import java.util.Optional;

/** The rule for the type of a message that an application answers with. */
final class ReplyType {

    private ReplyType() {
    }

    /**
     * {@return what is wrong with a type, for operators; empty where it may be sent}
     *
     * @param type  the type that the application answers with
     * @param asked the type that it was asked with; an answer to a life-cycle call is for the gateway and not for a client
     */
    static Optional<String> broken(String type, String asked) {
        if (asked.startsWith(Hook.PREFIX)) {
            return Optional.empty();
        }
        if (!Identifier.isValid(type)) {
            return Optional.of("answer's type " + Identifier.RULE);
        }
        return RouteTypes.isReserved(type) ? Optional.of("answer of the reserved type " + type) : Optional.empty();
    }
}
