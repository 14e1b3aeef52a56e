package io.wirescope.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The members of {@code data} (contract, sections 5 and 7). */
class EventDataTest {

    @Test
    void anHttpRequest() {
        assertThat(json(new HttpExchange("GET", "/api/x", "/api/{id}", 404, 1_234_567, "10.0.0.1"))).isEqualTo("""
                {"method":"GET","path":"/api/x","route":"/api/{id}","status":404,"duration_ms":1.235,\
                "client_remote":"10.0.0.1"}""");
    }

    @Test
    void anInstantHttpRequest() {
        assertThat(new HttpExchange("GET", "/", "/", 200, 0, "::1").toJson().getJsonNumber("duration_ms")
                .bigDecimalValue()).isEqualByComparingTo("0");
    }

    @Test
    void aMessageOut() {
        assertThat(json(new OutboundMessage("pong", 42, "10.0.0.1", 1, true, false))).isEqualTo("""
                {"type":"pong","payload_size":42,"client_remote":"10.0.0.1","envelope_version":1,\
                "has_trace":true,"has_meta":false}""");
    }

    @Test
    void aRawMessageOut() {
        assertThat(json(new OutboundMessage("raw", 7, "10.0.0.1", 0, false, true))).isEqualTo("""
                {"type":"raw","payload_size":7,"client_remote":"10.0.0.1","envelope_version":null,\
                "has_trace":false,"has_meta":true}""");
    }

    @Test
    void aConnectionThatComes() {
        assertThat(json(OutboundMessage.lifecycle(OutboundMessage.CONNECTION_ADDED, "10.0.0.1"))).isEqualTo("""
                {"type":"connection_added","payload_size":0,"client_remote":"10.0.0.1","envelope_version":null,\
                "has_trace":false,"has_meta":false}""");
    }

    @Test
    void aConnectionThatGoes() {
        assertThat(json(new ConnectionEnd("10.0.0.1", 4413, "Consumer too slow"))).isEqualTo("""
                {"type":"connection_removed","payload_size":0,"client_remote":"10.0.0.1","envelope_version":null,\
                "has_trace":false,"has_meta":false,"close_code":4413,"close_reason":"Consumer too slow"}""");
    }

    @Test
    void aMessageIn() {
        assertThat(json(new InboundMessage("ping", 99, "10.0.0.1", 1))).isEqualTo("""
                {"type":"ping","message_size":99,"client_remote":"10.0.0.1","envelope_version":1,\
                "is_enveloped":true}""");
    }

    @Test
    void aMessageInWithoutEnvelope() {
        assertThat(json(new InboundMessage("ping", 99, "10.0.0.1", 0))).isEqualTo("""
                {"type":"ping","message_size":99,"client_remote":"10.0.0.1","envelope_version":null,\
                "is_enveloped":false}""");
    }

    @Test
    void aConnectAtADeprecatedAddress() {
        assertThat(json(new LegacyUse(LegacyUse.CONNECT, "alice", "id-1", "/ws/{client_id}", null, "notice", "guide")))
                .isEqualTo("""
                {"connection_type":"ws.legacy.connect","client_id":"alice","connection_id":"id-1",\
                "endpoint":"/ws/{client_id}","deprecation_notice":"notice","migration_guide":"guide"}""");
    }

    @Test
    void aMessageInADeprecatedForm() {
        assertThat(new LegacyUse(LegacyUse.MESSAGE, "alice", "id-1", "/ws/client", "ping", "notice", "guide").toJson()
                .getString("message_type")).isEqualTo("ping");
    }

    @Test
    void whatAProducerBrought() {
        JsonObject brought = JsonFormat.object().add("model", "fraud-7").build();

        assertThat(EventData.of(brought).toJson()).isSameAs(brought);
        assertThatNullPointerException().isThrownBy(() -> EventData.of(null));
    }

    private static String json(EventData data) {
        return JsonFormat.write(data.toJson());
    }
}
