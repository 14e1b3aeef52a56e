package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and names that clients see (contract, section 1). */
class WireNamesTest {

    @ParameterizedTest
    @CsvSource({"GOING_AWAY,1001", "PROTOCOL_ERROR,1002", "UNSUPPORTED_DATA,1003",
        "MESSAGE_TOO_BIG,1009", "SERVER_FAULT,1011",
        "RESTARTING,1012", "OVERLOADED,1013", "UNSUPPORTED_VERSION,4400", "INVALID_ROLE,4401", "NOT_PERMITTED,4403",
        "TOKEN_EXPIRED,4407", "HEARTBEAT_TIMEOUT,4408", "LEGACY_GONE,4410", "CONSUMER_TOO_SLOW,4413", "TOO_MANY_MESSAGES,4429",
        "REGISTRATION_FAILED,4500"})
    void closeCodes(CloseCode code, int number) {
        assertThat(code.code()).isEqualTo(number);
        assertThat(CloseCode.values()).as("all of them are in this table").hasSize(16);
    }

    @ParameterizedTest
    @CsvSource({"FRONTEND,frontend", "ADMIN,admin", "TEST,test"})
    void roles(Role role, String name) {
        assertThat(role.wireName()).isEqualTo(name);
        assertThat(Role.of(name)).contains(role);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Admin", "ADMIN", " admin", "root"})
    void noRole(String name) {
        assertThat(Role.of(name)).isEmpty();
    }

    @Test
    void protocols() {
        assertThat(Protocol.ENVELOPE.wireName()).isEqualTo("envelope");
        assertThat(Protocol.RAW.wireName()).isEqualTo("raw");
        assertThat(Protocol.of("raw")).contains(Protocol.RAW);
        assertThat(Protocol.of("envelope")).contains(Protocol.ENVELOPE);
        assertThat(Protocol.of("RAW")).isEmpty();
        assertThat(Protocol.of(null)).isEmpty();
    }

    @Test
    void addressPatterns() {
        assertThat(AddressPattern.CLIENT).isEqualTo("/ws/client");
        assertThat(AddressPattern.LEGACY).isEqualTo("/ws/legacy/{client_id}");
        assertThat(AddressPattern.ORIGINAL).isEqualTo("/ws/{client_id}");
    }
}
