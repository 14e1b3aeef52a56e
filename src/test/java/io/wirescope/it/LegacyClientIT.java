package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not speak the envelope (contract, section 5). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class LegacyClientIT {

    private static final List<String> FEATURES = List.of("envelope_v1", "heartbeat", "correlation_tracking",
            "structured_errors", "graceful_reconnect", "drift_status_broadcast");

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    // Messages without envelope, on the envelope address

    private static void assertFlat(JsonObject answer) {
        assertThat(answer).containsKeys("envelope_version", "type", "timestamp", "request_id", "payload");
        answer.getJsonObject("payload").forEach((name, value) -> assertThat(answer.get(name)).as(name)
                .isEqualTo(value));
        assertThat(answer.getJsonObject("meta").getBoolean("legacy_compatibility")).isTrue();
    }

    @Test
    void anUnenvelopedPingIsAnsweredWithAFlatPong() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-ping")) {
            JsonObject pong = client.ask("{\"type\":\"ping\",\"timestamp\":\"t0\",\"data\":{\"n\":1}}");
            assertThat(pong.getString("type")).isEqualTo("pong");
            assertThat(pong.getInt("envelope_version")).isEqualTo(1);
            assertThat(pong.getString("original_timestamp")).isEqualTo("t0");
            assertThat(pong.getString("client_id")).isEqualTo(pong.getJsonObject("payload").getString("client_id"));
            assertThat(pong.getJsonObject("data").getInt("n")).isEqualTo(1);
            assertThat(pong).containsKey("response_timestamp");
            assertThat(pong.getJsonObject("payload").getString("original_timestamp")).isEqualTo("t0");
            assertThat(pong.getJsonObject("meta").getBoolean("legacy_compatibility")).isTrue();
        }
    }

    @Test
    void anUnenvelopedPongIsNotedAndNotAnswered() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-pong")) {
            client.send("{\"type\":\"pong\"}");
            JsonObject status = client.ask("{\"type\":\"status\"}");
            assertThat(status.getString("type")).isEqualTo("status");
            assertThat(status.getInt("heartbeat_count")).isEqualTo(1);
            assertThat(status.get("last_heartbeat")).isInstanceOf(JsonString.class);
        }
    }

    @Test
    void anUnenvelopedStatusIsAnsweredFlat() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-status&role=test")) {
            JsonObject status = client.ask("{\"type\":\"status\"}");
            assertFlat(status);
            assertThat(status.getString("type")).isEqualTo("status");
            assertThat(status.getString("client_id")).isEqualTo("legacy-status");
            assertThat(status.getString("connection_id")).isEqualTo(client.connectionId());
            assertThat(status.getString("role")).isEqualTo("test");
            assertThat(status.getInt("heartbeat_count")).isZero();
            assertThat(status.get("last_heartbeat")).isEqualTo(JsonValue.NULL);
            assertThat(status).containsKey("connection_uptime_seconds");
            assertThat(status.getBoolean("legacy_request")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"chat\",\"text\":\"grüße \\\"you\\\"\",\"n\":1.50,\"list\":[null,true]}",
        "{}", "{\"type\":5}", "{\"type\":null}", "{\"type\":\"\"}", "{\"payload\":[]}", "{\"message\":\"hi\"}"})
    void anyOtherUnenvelopedMessageIsEchoed(String text) throws Exception {
        try (Client client = Client.enveloped(server, "legacy-echo")) {
            JsonObject echo = client.ask(text);
            assertThat(echo.getString("type")).isEqualTo("echo");
            assertFlat(echo);
            assertThat(echo.getBoolean("legacy_request")).isTrue();
            assertThat(echo.get("original_message")).isEqualTo(Answer.parse(text));
            assertThat(echo.get("original_data")).isEqualTo(Answer.parse(text));
            assertThat(echo.getString("client_id")).isEqualTo("legacy-echo");
            assertThat(echo.getString("notice")).isNotEmpty();
            assertThat(echo.getString("wrapped_at")).isNotEmpty();
            assertThat(echo).containsKey("message_type");
            assertThat(echo.getJsonObject("meta").getBoolean("debug")).isTrue();
        }
    }

    @Test
    void invalidJsonIsReportedFlat() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-junk")) {
            JsonObject error = client.ask("hello there");
            assertFlat(error);
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getString("error_code")).isEqualTo("INVALID_JSON");
            assertThat(error.getString("message")).startsWith("Invalid JSON format");
            assertThat(client.ask("{\"type\":\"ping\"}").getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void theRequestIdOfAnUnenvelopedMessageIsReturned() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-request&correlationId=of-connection")) {
            assertThat(client.ask("{\"type\":\"ping\",\"request_id\":\"of-message\"}").getString("request_id"))
                    .isEqualTo("of-message");
            assertThat(client.ask("{\"type\":\"ping\"}").getString("request_id")).isEqualTo("of-connection");
        }
    }

    @Test
    void anUnenvelopedMessageIsCountedAsLegacyUsage() throws Exception {
        try (Client client = Client.enveloped(server, "legacy-counted")) {
            client.ask("{\"type\":\"ping\"}");
            JsonObject event = legacyUsage(client.connectionId());
            assertThat(event.getString("client_id")).isEqualTo("legacy-counted");
            JsonObject data = event.getJsonObject("data");
            assertThat(data.getString("client_id")).isEqualTo("legacy-counted");
            assertThat(data.getString("connection_id")).isEqualTo(client.connectionId());
            assertThat(data.getString("endpoint")).isEqualTo("/ws/client");
            assertThat(data.getString("deprecation_notice")).isNotEmpty();
            assertThat(data.getString("migration_guide")).isNotEmpty();
            assertThat(data.getString("connection_type")).isNotEqualTo("ws.legacy.connect");

            JsonObject in = new Api(server).events("event_type=ws.message.in&connection_id="
                    + client.connectionId(), 1).get(0).getJsonObject("data");
            assertThat(in.getBoolean("is_enveloped")).isFalse();
            assertThat(in.get("envelope_version")).isEqualTo(JsonValue.NULL);
            assertThat(in.getString("type")).isEqualTo("ping");
        }
    }

    @Test
    void anEnvelopeIsNoLegacyUsageAndItsAnswerIsNotFlat() throws Exception {
        try (Client client = Client.enveloped(server, "modern")) {
            assertThat(client.ask("{\"type\":\"status\"}")).containsKey("heartbeat_count");
            assertThat(client.ask(Messages.STATUS)).doesNotContainKeys("heartbeat_count", "meta");
            assertThat(new Api(server).events("event_type=legacy.usage&connection_id=" + client.connectionId(), 1))
                    .hasSize(1);
        }
    }

    // compat=flat

    @Test
    void withCompatFlatEveryMessageHasItsPayloadAtTheTopLevelToo() throws Exception {
        try (Client client = Client.enveloped(server, "flat&compat=flat")) {
            JsonObject hello = client.hello();
            assertThat(hello.keySet()).containsAll(hello.getJsonObject("payload").keySet());
            assertThat(hello.getString("client_id")).isEqualTo("flat");
            List<String> features = hello.getJsonArray("features").getValuesAs(JsonString::getString);
            assertThat(features).containsAll(FEATURES).contains("structured_messages", "error_codes").hasSize(8);

            assertThat(client.ask(Messages.PING).getString("original_timestamp")).isEqualTo(Messages.TIMESTAMP);
            assertThat(client.ask(Messages.STATUS).getInt("heartbeat_count")).isNotNegative();
            JsonObject echo = client.ask(Messages.envelope("chat").build().toString());
            assertThat(echo.getJsonObject("original_message")).isEqualTo(Messages.envelope("chat").build());
            assertThat(echo.getString("type")).isEqualTo("echo");
            assertThat(client.ask("{\"envelope_version\":2}").getString("error_code")).isEqualTo("INVALID_ENVELOPE");
            assertThat(client.ask("junk").getString("error_code")).isEqualTo("INVALID_JSON");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&compat=", "&compat=other"})
    void withoutCompatFlatTheEnvelopeIsAsItIs(String parameter) throws Exception {
        try (Client client = Client.enveloped(server, "not-flat" + parameter)) {
            assertThat(client.hello()).doesNotContainKeys("client_id", "features", "meta");
            assertThat(client.hello().getJsonObject("payload").getJsonArray("features")
                    .getValuesAs(JsonString::getString)).isEqualTo(FEATURES);
        }
    }

    // The raw addresses

    @ParameterizedTest
    @ValueSource(strings = {"/ws/", "/ws/legacy/"})
    void aRawTextIsEchoedExactly(String address) throws Exception {
        try (Client client = Client.connect(server, address + "raw")) {
            for (String text : List.of("hello", "", " ", "a\nb\u0000\t", "grüße 😀", "Echo: ", Messages.PING,
                    "{\"type\":\"ping\"}", "x".repeat(65_536))) {
                client.send(text);
                assertThat(client.text()).isEqualTo("Echo: " + text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/", "/ws/legacy/"})
    void aRawClientIsSentNothingThatItDidNotAskFor(String address) throws Exception {
        String id = "quiet" + address.length();
        try (Client client = Client.connect(server, address + id + "?compat=flat&version=2&role=boss")) {
            client.send("first");
            assertThat(client.text()).isEqualTo("Echo: first");
            JsonObject connection = new Api(server).connections(id, 1).get(0);
            assertThat(connection.getInt("messages_out")).isEqualTo(1);
            assertThat(connection.getInt("messages_in")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"/ws/, /ws/{client_id}", "/ws/legacy/, /ws/legacy/{client_id}"})
    void aRawConnectIsALegacyUsageEvent(String address, String endpoint) throws Exception {
        String id = "counted" + address.length();
        try (Client client = Client.connect(server, address + id, Map.of("X-Request-ID", "connect-of-" + id))) {
            JsonObject connection = new Api(server).connections(id, 1).get(0);
            assertThat(connection.getString("protocol")).isEqualTo("raw");
            JsonObject event = legacyUsage(connection.getString("connection_id"));
            assertThat(event.getString("client_id")).isEqualTo(id);
            assertThat(event.getString("request_id")).isEqualTo("connect-of-" + id);
            JsonObject data = event.getJsonObject("data");
            assertThat(data.keySet()).contains("connection_type", "client_id", "connection_id", "endpoint",
                    "deprecation_notice", "migration_guide");
            assertThat(data.getString("connection_type")).isEqualTo("ws.legacy.connect");
            assertThat(data.getString("client_id")).isEqualTo(id);
            assertThat(data.getString("connection_id")).isEqualTo(connection.getString("connection_id"));
            assertThat(data.getString("endpoint")).isEqualTo(endpoint);
            assertThat(data.getString("deprecation_notice")).isNotEmpty();
            assertThat(data.getString("migration_guide")).isNotEmpty();
            client.send("still served");
            assertThat(client.text()).isEqualTo("Echo: still served");
        }
    }

    private JsonObject legacyUsage(String connectionId) throws Exception {
        List<JsonObject> events = new Api(server).events("event_type=legacy.usage&connection_id=" + connectionId, 1);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void rawMessagesAreEvents() throws Exception {
        try (Client client = Client.connect(server, "/ws/legacy/raw-events")) {
            client.send("grüße");
            client.text();
            String id = new Api(server).connections("raw-events", 1).get(0).getString("connection_id");
            JsonObject in = new Api(server).events("event_type=ws.message.in&connection_id=" + id, 1).get(0)
                    .getJsonObject("data");
            assertThat(in.getInt("message_size")).isEqualTo(7);
            assertThat(in.getBoolean("is_enveloped")).isFalse();
            assertThat(in.get("envelope_version")).isEqualTo(JsonValue.NULL);
            JsonObject out = new Api(server).events("event_type=ws.message.out&connection_id=" + id, 3).get(0)
                    .getJsonObject("data");
            assertThat(out.getInt("payload_size")).isEqualTo(13);
            assertThat(out.get("envelope_version")).isEqualTo(JsonValue.NULL);
        }
    }

    @ParameterizedTest
    @CsvSource({"/ws/, 65537", "/ws/legacy/, 65537", "/ws/, 2000000", "/ws/legacy/, 2000000"})
    void aRawTextOverTheLimitIsClosedWith1009(String address, int bytes) throws Exception {
        try (Client client = Client.connect(server, address + "oversize");
                Client other = Client.connect(server, address + "other")) {
            client.sendUntilClosed("x".repeat(bytes));
            assertThat(client.closed().code()).isEqualTo(1009);
            other.send("as before");
            assertThat(other.text()).isEqualTo("Echo: as before");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/", "/ws/legacy/"})
    void aRawBinaryMessageIsClosedWith1003(String address) throws Exception {
        try (Client client = Client.connect(server, address + "binary")) {
            client.sendBinary(new byte[] {1, 2, 3});
            assertThat(client.closed().code()).isEqualTo(1003);
        }
    }
}
