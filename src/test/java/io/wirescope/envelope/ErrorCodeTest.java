package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodeTest {

    /** Clients compare these texts, so renaming a constant breaks them. */
    @ParameterizedTest
    @ValueSource(strings = {"INVALID_JSON", "INVALID_ENVELOPE", "UNSUPPORTED_VERSION", "INVALID_ROLE",
            "INVALID_CLIENT_ID", "MESSAGE_TOO_LARGE", "MESSAGE_PROCESSING_ERROR", "LEGACY_MESSAGE_ERROR",
            "UNKNOWN_CHANNEL", "NOT_PERMITTED", "RATE_LIMITED", "UPSTREAM_REFUSED", "UPSTREAM_UNAVAILABLE",
            "UPSTREAM_TIMEOUT", "OVERLOADED", "AUTHENTICATION_REQUIRED", "INVALID_TOKEN", "TOKEN_EXPIRED"})
    void hasEveryCodeOfTheContractUnderItsNameOnTheWire(String code) {
        assertThat(ErrorCode.values()).extracting(ErrorCode::name).contains(code);
    }
}
