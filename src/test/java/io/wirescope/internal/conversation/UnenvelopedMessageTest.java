package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static io.wirescope.internal.conversation.Dialogue.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Peers;
import io.wirescope.event.EventType;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the envelope address that do not speak the envelope (contract, section 5). */
class UnenvelopedMessageTest {

    private static final String NOW = "2025-08-16T01:36:59.923393+00:00";

    private final Dialogue alice = Dialogue.open(Peers.envelope("alice"));

    @Test
    void aPingIsAnsweredWithAPong() {
        JsonObject pong = alice.ask(json("{'type':'ping','timestamp':1234.5,'data':{'n':1}}"));

        assertThat(pong.getString("type")).isEqualTo("pong");
        assertThat(pong.getJsonObject("payload").get("original_timestamp")).hasToString("1234.5");
        assertThat(pong.getJsonObject("payload").getString("response_timestamp")).isEqualTo(NOW);
        assertThat(pong.getJsonObject("payload").getString("client_id")).isEqualTo("alice");
        assertThat(pong.getJsonObject("payload").get("data")).hasToString("{\"n\":1}");
        assertIsEnvelopedAndFlat(pong);
        assertThat(pong.getJsonObject("meta")).hasToString("{\"legacy_compatibility\":true}");
        assertThat(alice.connection().heartbeatCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'type':'ping'}                                 |",
        "{'type':'ping','payload':{'data':1}}            | 1",
        "{'type':'ping','payload':{'data':1},'data':2}   | 1",
        "{'type':'ping','payload':{},'data':2}           | 2",
        "{'type':'ping','payload':'x','data':2}          | 2"})
    void aPingsDataIsReturnedIfPresent(String ping, String data) {
        JsonObject payload = alice.ask(json(ping)).getJsonObject("payload");

        assertThat(payload.get("original_timestamp")).isEqualTo(JsonValue.NULL);
        assertThat(payload.containsKey("data") ? payload.get("data").toString() : null).isEqualTo(data);
    }

    @Test
    void aPongIsAHeartbeat() {
        alice.askInVain(json("{'type':'pong'}"));

        assertThat(alice.connection().heartbeatCount()).isEqualTo(1);
    }

    @Test
    void aStatusIsAnswered() {
        JsonObject status = alice.ask(json("{'type':'status'}"));

        assertThat(status.getString("type")).isEqualTo("status");
        assertThat(status.getJsonObject("payload").keySet()).containsExactlyInAnyOrder("connection_uptime_seconds",
                "heartbeat_count", "last_heartbeat", "client_id", "connection_id", "role", "legacy_request");
        assertThat(status.getJsonObject("payload").getBoolean("legacy_request")).isTrue();
        assertIsEnvelopedAndFlat(status);
        assertThat(status.getString("client_id")).isEqualTo("alice");
        assertThat(status.getInt("heartbeat_count")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'chat','text':'hi','n':[1.50,null]}", "{}", "{'type':7}", "{'type':''}",
        "{'payload':{'a':1}}", "{'Envelope_Version':1}"})
    void anythingElseIsEchoed(String message) {
        JsonObject echo = alice.ask(json(message));

        assertThat(echo.getString("type")).isEqualTo("echo");
        assertThat(echo.getJsonObject("payload").keySet()).containsExactlyInAnyOrder("original_message", "message_type",
                "client_id", "legacy_request", "original_data", "wrapped_at", "notice");
        assertIsEnvelopedAndFlat(echo);
        assertThat(echo.get("original_message")).hasToString(json(message));
        assertThat(echo.get("original_data")).hasToString(json(message));
        assertThat(echo.getBoolean("legacy_request")).isTrue();
        assertThat(echo.getString("wrapped_at")).isEqualTo(NOW);
        assertThat(echo.getString("notice")).contains("envelope");
        assertThat(echo.getJsonObject("meta").getBoolean("debug")).isTrue();
    }

    @Test
    void theEchoNamesTheType() {
        assertThat(alice.ask(json("{'type':'chat'}")).getString("message_type")).isEqualTo("chat");
        assertThat(alice.ask(json("{}")).getString("message_type")).isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", "{", "{'a':1} x", "{'a':1,'a':2}", "NaN", "{'a':\u0001}"})
    void invalidJsonIsReportedWithThePosition(String text) {
        JsonObject error = alice.ask(json(text));

        assertThat(error.getString("type")).isEqualTo("error");
        assertThat(error.getString("error_code")).isEqualTo("INVALID_JSON");
        assertThat(error.getString("error_message")).startsWith("Invalid JSON format").containsPattern("line \\d+");
        assertThat(error.getString("message")).isEqualTo(error.getString("error_message"));
        assertThat(error.getJsonObject("details")).containsKeys("line", "column", "offset");
        assertIsEnvelopedAndFlat(error);
        assertThat(alice.transport().closes()).isEmpty();
        assertThat(alice.lastIn().data().toJson().getString("type")).isEqualTo("invalid");
        assertThat(alice.legacy().messages()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"[],an array", "7,a number", "true,a boolean", "null,null", "'''x''',a string"})
    void jsonThatIsNoObjectIsRefused(String text, String kind) {
        JsonObject error = alice.ask(json(text));

        assertThat(error.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
        assertThat(error.getString("error_message")).contains(kind);
        assertIsEnvelopedAndFlat(error);
    }

    @Test
    void eachIsCountedAsLegacyUse() {
        alice.say(json("{'type':'ping'}"));
        alice.say(json("{'type':'pong'}"));
        alice.say(json("{'type':'chat'}"));

        assertThat(alice.legacy().messages()).isEqualTo(3);
        assertThat(alice.gateway().data(EventType.LEGACY_USAGE)).extracting(data -> data.getString("message_type"))
                .containsExactly("ping", "pong", "chat");
        JsonObject in = alice.lastIn().data().toJson();
        assertThat(in.getString("type")).isEqualTo("chat");
        assertThat(in.getBoolean("is_enveloped")).isFalse();
        assertThat(in.isNull("envelope_version")).isTrue();
    }

    @Test
    void aServerFaultIsReportedFlat() {
        alice.failNext();

        JsonObject error = alice.ask(json("{'type':'chat'}"));

        assertThat(error.getString("error_code")).isEqualTo("LEGACY_MESSAGE_ERROR");
        assertThat(error.toString()).doesNotContain("clock", "Exception");
        assertIsEnvelopedAndFlat(error);
        assertThat(alice.ask(json("{'type':'ping'}")).getString("type")).isEqualTo("pong");
    }

    @Test
    void theNextEnvelopeIsAnsweredWithAnEnvelope() {
        alice.ask(json("{'type':'ping'}"));

        assertThat(alice.ask(envelope("ping", "'payload':{}"))).doesNotContainKeys("original_timestamp", "meta");
    }

    @Nested
    class CompatFlat {

        private final Dialogue bob = Dialogue.open(Peers.flat("bob"), "wirescope.socket.max-message-bytes", "300");

        @Test
        void helloIsFlatAndNamesItsFeatures() {
            JsonObject hello = bob.transport().last();

            assertThat(hello.getString("type")).isEqualTo("hello");
            assertThat(hello.getString("client_id")).isEqualTo("bob");
            assertThat(hello.getJsonArray("features").getValuesAs(JsonString::getString)).containsExactly("envelope_v1",
                    "heartbeat", "correlation_tracking", "structured_errors", "graceful_reconnect",
                    "drift_status_broadcast", "structured_messages", "error_codes");
            assertPayloadIsAtTheTop(hello);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ping", "status", "chat"})
        void everyAnswerIsFlat(String type) {
            JsonObject answer = bob.ask(envelope(type, "'payload':{}"));

            assertPayloadIsAtTheTop(answer);
            assertThat(answer).as("its sender speaks the envelope").doesNotContainKey("meta");
        }

        @Test
        void aPongHasTheClientIdAtTheTop() {
            assertThat(bob.ask(envelope("ping", "'payload':{}")).getString("client_id")).isEqualTo("bob");
        }

        @Test
        void errorsAreFlatToo() {
            JsonObject error = bob.ask(json("{'envelope_version':2}"));
            assertThat(error.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
            assertPayloadIsAtTheTop(error);

            JsonObject large = bob.ask("x".repeat(301));
            assertThat(large.getString("error_code")).isEqualTo("MESSAGE_TOO_LARGE");
            assertPayloadIsAtTheTop(large);
        }
    }

    private static void assertIsEnvelopedAndFlat(JsonObject message) {
        assertThat(message.getInt("envelope_version")).isEqualTo(1);
        assertThat(message.getString("timestamp")).isEqualTo(NOW);
        assertThat(message.getJsonObject("meta").getBoolean("legacy_compatibility")).isTrue();
        assertPayloadIsAtTheTop(message);
    }

    private static void assertPayloadIsAtTheTop(JsonObject message) {
        assertThat(message.getJsonObject("payload")).isNotEmpty();
        message.getJsonObject("payload").forEach((name, value) -> assertThat(message).containsEntry(name, value));
    }
}
