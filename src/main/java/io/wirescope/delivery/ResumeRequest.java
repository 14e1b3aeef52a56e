package io.wirescope.delivery;

import java.util.List;
import java.util.Optional;

/**
 * What a handshake said about a connection that was before (contract, section 6).
 *
 * @param tokens    the values of {@code session}, empty each that can't be decoded
 * @param positions the values of {@code position}, empty each that can't be decoded
 */
public record ResumeRequest(List<Optional<String>> tokens, List<Optional<String>> positions) {

    /** A handshake that says nothing of that kind. */
    public static final ResumeRequest NONE = new ResumeRequest(List.of(), List.of());

    boolean isNone() {
        return tokens.isEmpty() && positions.isEmpty();
    }
}
