package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.event.MessageDirection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureOrderTest {

    private static CaptureOrder read(String json) throws MalformedJsonException {
        return CaptureOrder.read(JsonMembers.of(JsonFormat.read(json).asJsonObject()));
    }

    @Test
    void defaultsAreSmall() throws MalformedJsonException {
        assertThat(read("{\"client_id\":\"c\",\"reason\":\" why \"}")).isEqualTo(new CaptureOrder(
                new CaptureSelector("c", null, null, null, null), Duration.ofMinutes(5), 1000, 1024, 4 << 20, "why", false,
                java.util.List.of()));
    }

    @Test
    void everythingCanBeSet() throws MalformedJsonException {
        assertThat(read("""
                {"client_id":"c","connection_id":"k","request_id":"r","type":"quote","direction":"upstream","duration":"PT1H",
                "max_messages":1,"max_payload_bytes":65536,"max_total_bytes":1024,"reason":"x","raw":true,
                "redact":["/payload/*/card"]}""")).isEqualTo(new CaptureOrder(
                new CaptureSelector("c", "k", "r", "quote", MessageDirection.UPSTREAM), Duration.ofHours(1), 1, 65536, 1024,
                "x", true, java.util.List.of("/payload/*/card")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"reason\":\"x\"}|client_id",
        "{\"client_id\":null,\"reason\":\"x\"}|client_id",
        "{\"client_id\":\"\",\"reason\":\"x\"}|client_id",
        "{\"client_id\":5,\"reason\":\"x\"}|client_id",
        "{\"client_id\":\"c\"}|reason",
        "{\"client_id\":\"c\",\"reason\":\" \"}|reason",
        "{\"client_id\":\"c\",\"reason\":\"a\\nb\"}|reason",
        "{\"direction\":\"sideways\",\"reason\":\"x\"}|direction",
        "{\"type\":\"\",\"reason\":\"x\"}|type",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"duration\":\"PT0S\"}|duration",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"duration\":\"PT1H1S\"}|duration",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"duration\":\"5m\"}|duration",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"duration\":300}|duration",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_messages\":0}|max_messages",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_messages\":10001}|max_messages",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_messages\":1.5}|max_messages",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_messages\":1e999999999}|max_messages",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_messages\":\"5\"}|max_messages",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_payload_bytes\":65537}|max_payload_bytes",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"max_total_bytes\":1}|max_total_bytes",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"raw\":\"yes\"}|raw",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"redact\":\"/a\"}|redact",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"redact\":[\"a\"]}|redact",
        "{\"client_id\":\"c\",\"reason\":\"x\",\"redact\":[5]}|redact"})
    void whatBreaksARuleIsNamed(String json, String field) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(InvalidFieldException.class,
                e -> assertThat(e.field()).isEqualTo(field));
    }
}
