package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketRouteTest {

    @Test
    void theEnvelopeAddressHasNoIdInItsPath() {
        assertThat(SocketRoute.of("/ws/client")).contains(new SocketRoute("/ws/client", Protocol.ENVELOPE, null));
    }

    @ParameterizedTest
    @CsvSource({
        "/ws/legacy/bob,       /ws/legacy/{client_id}, bob",
        "/ws/legacy/client,    /ws/legacy/{client_id}, client",
        "/ws/legacy/legacy,    /ws/legacy/{client_id}, legacy",
        "/ws/legacy/,          /ws/legacy/{client_id}, ''",
        "/ws/legacy/a%2Fb,     /ws/legacy/{client_id}, a%2Fb",
        "/ws/bob,              /ws/{client_id},        bob",
        "/ws/legacy,           /ws/{client_id},        legacy",
        "/ws/Client,           /ws/{client_id},        Client",
        "/ws/clients,          /ws/{client_id},        clients",
        "/ws/%63lient,         /ws/{client_id},        %63lient",
        "/ws/,                 /ws/{client_id},        ''",
        "/ws/...,              /ws/{client_id},        ...",
        "/ws/.a,               /ws/{client_id},        .a",
        "/ws/a%2Fb,            /ws/{client_id},        a%2Fb"})
    void theRawAddressesHave(String path, String pattern, String encodedId) {
        assertThat(SocketRoute.of(path)).contains(new SocketRoute(pattern, Protocol.RAW, encodedId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/", "", "/ws/client/", "/ws/a/b", "/ws//", "/ws//client", "/ws/legacy/a/", "/WS/bob",
        "/ws/legacy/a/b", "/api/ws/bob", "/ws/.", "/ws/..", "/ws/%2e%2E", "/ws/.%2e", "/ws/..;a", "/ws/legacy/..",
        "/ws/legacy/.;"})
    void thereAreNoOtherAddresses(String path) {
        assertThat(SocketRoute.of(path)).isEmpty();
    }
}
