package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static io.wirescope.internal.conversation.Dialogue.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventType;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.InvalidSettingException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in envelopes (contract, sections 2 to 4). */
class EnvelopeConversationTest {

    private static final String NOW = "2025-08-16T01:36:59.923393+00:00";
    private static final String PING = envelope("ping", "'payload':{}");

    private final Dialogue alice = Dialogue.open(Peers.envelope("alice"));

    @Nested
    class Hello {

        private final JsonObject hello = alice.transport().last();
        private final JsonObject payload = hello.getJsonObject("payload");

        @Test
        void isTheFirstMessage() {
            assertThat(alice.transport().sent()).hasSize(1);
            assertThat(hello.getString("type")).isEqualTo("hello");
            assertThat(hello.getInt("envelope_version")).isEqualTo(1);
            assertThat(hello.getString("timestamp")).isEqualTo(NOW);
            assertThat(hello.getString("request_id")).isEqualTo(Peers.REQUEST_ID);
            assertThat(hello).doesNotContainKeys("trace", "meta");
        }

        @Test
        void isTheFirstMessageWhoeverSendsSomethingBefore() {
            Dialogue bob = new Dialogue(Peers.envelope("bob"));
            bob.connection().sendRaw("{}");

            bob.conversation().open(bob.connection(), ResumeRequest.NONE);

            assertThat(bob.transport().messages()).hasSize(2);
            assertThat(bob.transport().messages().get(0).getString("type")).isEqualTo("hello");
        }

        @Test
        void saysWhatWasAgreed() {
            assertThat(payload.getString("server_time")).isEqualTo(NOW);
            assertThat(payload.getInt("accepted_version")).isEqualTo(1);
            assertThat(payload.getInt("version")).isEqualTo(1);
            assertThat(payload.getString("client_id")).isEqualTo("alice");
            assertThat(payload.getString("connection_id")).isEqualTo(alice.connection().connectionId());
            assertThat(payload.getString("role")).isEqualTo("frontend");
            assertThat(payload.getInt("heartbeat_interval_ms")).isEqualTo(25_000);
            assertThat(payload.getJsonObject("limits").getInt("max_message_bytes")).isEqualTo(65_536);
        }

        @Test
        void namesTheFeatures() {
            assertThat(payload.getJsonArray("features").getValuesAs(JsonString::getString)).containsExactly(
                    "envelope_v1", "heartbeat", "correlation_tracking", "structured_errors", "graceful_reconnect",
                    "drift_status_broadcast");
        }

        @Test
        void saysTheRoleThatWasAskedFor() {
            Dialogue admin = Dialogue.open(Peers.withRole("bob", Role.ADMIN));

            assertThat(admin.transport().last().getJsonObject("payload").getString("role")).isEqualTo("admin");
        }

        @Test
        void saysTheConfiguredLimits() {
            JsonObject configured = Dialogue.open(Peers.envelope("bob"), "wirescope.heartbeat.interval", "PT0.5S",
                    "wirescope.socket.max-message-bytes", "1000").transport().last().getJsonObject("payload");

            assertThat(configured.getInt("heartbeat_interval_ms")).isEqualTo(500);
            assertThat(configured.getJsonObject("limits").getInt("max_message_bytes")).isEqualTo(1000);
        }
    }

    @Nested
    class Ping {

        @Test
        void isAnsweredWithAPong() {
            JsonObject pong = alice.ask(PING);

            assertThat(pong.getString("type")).isEqualTo("pong");
            assertThat(pong.getString("timestamp")).isEqualTo(NOW);
            assertThat(pong.getJsonObject("payload").keySet())
                    .containsExactlyInAnyOrder("original_timestamp", "response_timestamp", "client_id");
            assertThat(pong.getJsonObject("payload").getString("original_timestamp")).isEqualTo("2025-08-16T01:36:50Z");
            assertThat(pong.getJsonObject("payload").getString("response_timestamp")).isEqualTo(NOW);
            assertThat(pong.getJsonObject("payload").getString("client_id")).isEqualTo("alice");
            assertThat(pong).as("an answer to an envelope is an envelope").doesNotContainKeys("original_timestamp",
                    "meta");
        }

        @ParameterizedTest
        @ValueSource(strings = {"'x'", "7", "null", "{'a':[1,2]}", "false"})
        void hasItsDataInThePong(String data) {
            JsonObject pong = alice.ask(envelope("ping", "'payload':{'data':" + data + "}"));

            assertThat(pong.getJsonObject("payload").get("data")).hasToString(json(data));
        }

        @Test
        void isAHeartbeat() {
            alice.ask(PING);
            alice.askInVain(envelope("pong", "'payload':{}"));

            assertThat(alice.connection().heartbeatCount()).isEqualTo(2);
            assertThat(alice.connection().lastHeartbeat()).isEqualTo(SettableClock.START);
        }

        @Test
        void nothingElseIsAHeartbeat() {
            alice.ask(envelope("status", "'payload':{}"));
            alice.ask(envelope("hello", "'payload':{}"));

            assertThat(alice.connection().heartbeatCount()).isZero();
        }
    }

    @Nested
    class Status {

        private JsonObject status() {
            JsonObject answer = alice.ask(envelope("status", "'payload':{}"));
            assertThat(answer.getString("type")).isEqualTo("status");
            return answer.getJsonObject("payload");
        }

        @Test
        void tellsHowTheConnectionFares() {
            alice.gateway().clock().advance(Duration.ofMillis(12_345));

            assertThat(status().keySet()).containsExactlyInAnyOrder("connection_uptime_seconds", "heartbeat_count",
                    "last_heartbeat", "client_id", "connection_id", "role");
            assertThat(status().getJsonNumber("connection_uptime_seconds").bigDecimalValue())
                    .isEqualByComparingTo(new BigDecimal("12.345"));
            assertThat(status().getString("client_id")).isEqualTo("alice");
            assertThat(status().getString("connection_id")).isEqualTo(alice.connection().connectionId());
            assertThat(status().getString("role")).isEqualTo("frontend");
        }

        @Test
        void tellsTheLastHeartbeat() {
            assertThat(status().getInt("heartbeat_count")).isZero();
            assertThat(status().get("last_heartbeat")).isEqualTo(JsonValue.NULL);

            alice.ask(PING);
            alice.gateway().clock().advance(Duration.ofSeconds(1));

            assertThat(status().getInt("heartbeat_count")).isEqualTo(1);
            assertThat(status().getString("last_heartbeat")).isEqualTo(NOW);
        }
    }

    @Nested
    class Echo {

        @ParameterizedTest
        @ValueSource(strings = {"echo", "hello", "error", "PING", "Ping", " ping", "chat.message", "grüße", "\\u0000"})
        void answersEveryOtherType(String type) {
            String message = envelope(type, "'payload':{'text':'hi'},'meta':{'retries':2},'unknown':[null,1.50]");

            JsonObject echo = alice.ask(message);

            assertThat(echo.getString("type")).isEqualTo("echo");
            assertThat(echo.getJsonObject("payload").keySet())
                    .containsExactlyInAnyOrder("original_message", "message_type", "client_id");
            assertThat(echo.getJsonObject("payload").get("original_message")).hasToString(message);
            assertThat(echo.getJsonObject("payload").get("message_type")).hasToString("\"" + type + "\"");
            assertThat(echo.getJsonObject("payload").getString("client_id")).isEqualTo("alice");
            assertThat(echo).doesNotContainKeys("original_message", "meta");
        }
    }

    @Nested
    class Errors {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "envelope_version | {'envelope_version':2,'type':'ping','timestamp':'2025-08-16T01:36:50Z','payload':{}}",
            "type             | {'envelope_version':1,'timestamp':'2025-08-16T01:36:50Z','payload':{}}",
            "timestamp        | {'envelope_version':1,'type':'ping','timestamp':'yesterday','payload':{}}",
            "payload          | {'envelope_version':1,'type':'ping','timestamp':'2025-08-16T01:36:50Z'}",
            "meta.retries     | {'envelope_version':1,'type':'ping','timestamp':'2025-08-16T01:36:50Z','payload':{},"
                + "'meta':{'retries':'two'}}"})
        void nameTheMemberThatBreaksARule(String member, String message) {
            JsonObject error = alice.ask(json(message));
            JsonObject payload = error.getJsonObject("payload");

            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(payload.keySet())
                    .containsExactlyInAnyOrder("error_code", "error_message", "message", "details");
            assertThat(payload.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
            assertThat(payload.getString("error_message")).contains(member);
            assertThat(payload.getString("message")).isEqualTo(payload.getString("error_message"));
            assertThat(payload.getJsonObject("details").getString("member")).isEqualTo(member);
            assertThat(error).as("its sender speaks the envelope").doesNotContainKeys("error_code", "meta");
        }

        @Test
        void leaveTheConnectionOpen() {
            alice.ask(json("{'envelope_version':2}"));

            assertThat(alice.ask(PING).getString("type")).isEqualTo("pong");
            assertThat(alice.transport().closes()).isEmpty();
        }

        @Test
        void bearTheRequestThatCausedThem() {
            assertThat(alice.ask(json("{'envelope_version':2,'request_id':'mine'}")).getString("request_id"))
                    .isEqualTo("mine");
            assertThat(alice.ask(json("{'envelope_version':2,'request_id':7}")).getString("request_id"))
                    .isEqualTo(Peers.REQUEST_ID);
        }

        @Test
        void tellThatTheServerFailed() {
            alice.failNext();

            JsonObject error = alice.ask(envelope("ping", "'payload':{},'request_id':'mine'"));

            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getString("request_id")).isEqualTo("mine");
            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo("MESSAGE_PROCESSING_ERROR");
            assertThat(error.toString()).as("not what happened inside").doesNotContain("clock", "Exception");
            assertThat(alice.ask(PING).getString("type")).isEqualTo("pong");
            assertThat(alice.handled()).hasSize(2);
        }
    }

    @Nested
    class Limits {

        private static final int LIMIT = 200;

        private final Dialogue bob = Dialogue.open(Peers.envelope("bob"), "wirescope.socket.max-message-bytes",
                Integer.toString(LIMIT));

        private String ofBytes(int bytes, String filling) {
            String bare = envelope("chat", "'payload':{'text':''}");
            int room = bytes - bare.length();
            int fill = filling.getBytes(StandardCharsets.UTF_8).length;
            return bare.replace("\"\"", '"' + filling.repeat(room / fill) + "x".repeat(room % fill) + '"');
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "ü", "€", "😀"})
        void aMessageMayBeAsLargeAsTheLimit(String filling) {
            assertThat(bob.ask(ofBytes(LIMIT, filling)).getString("type")).isEqualTo("echo");
            assertThat(bob.transport().closes()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "ü", "€", "😀"})
        void aLargerOneIsRefusedAndEndsTheConnection(String filling) {
            JsonObject error = bob.ask(ofBytes(LIMIT + 1, filling));

            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(error.getJsonObject("payload").getJsonObject("details").getInt("max_message_bytes"))
                    .isEqualTo(LIMIT);
            assertThat(error.getJsonObject("payload").getString("message")).contains("201", "200");
            assertThat(error.getString("request_id")).isEqualTo(Peers.REQUEST_ID);
            assertThat(bob.transport().closes()).extracting(Close::code).containsExactly(1009);
            assertThat(bob.lastIn().data().toJson().getString("type")).isEqualTo("invalid");
            assertThat(bob.lastIn().data().toJson().isNull("envelope_version")).isTrue();
            assertThat(bob.lastIn().data().toJson().getInt("message_size")).isEqualTo(LIMIT + 1);
            assertThat(bob.handled()).containsExactly(Protocol.ENVELOPE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"127", "1048577", "many"})
        void theLimitItselfHasLimits(String limit) {
            assertThatThrownBy(() -> new Dialogue(Peers.envelope("bob"), "wirescope.socket.max-message-bytes", limit))
                    .isInstanceOf(InvalidSettingException.class);
        }
    }

    @Nested
    class Refusals {

        @Test
        void areReportedAndThenTheConnectionIsClosed() {
            Dialogue bob = new Dialogue(Peers.envelope("bob"));

            ((EnvelopeConversation) bob.conversation()).refuse(bob.connection(),
                    new Refusal(ErrorCode.INVALID_ROLE, CloseCode.INVALID_ROLE, "Invalid role king"));

            JsonObject error = bob.transport().last();
            assertThat(bob.transport().sent()).as("no hello").hasSize(1);
            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getJsonObject("payload").getString("error_code")).isEqualTo("INVALID_ROLE");
            assertThat(error.getJsonObject("payload").getString("error_message")).isEqualTo("Invalid role king");
            assertThat(bob.transport().closes()).containsExactly(new Close(4401, "Invalid role king"));
        }
    }

    @Nested
    class Events {

        @Test
        void tellWhatCame() {
            String message = envelope("chat", "'payload':{'text':'ü'}");

            alice.say(message);

            JsonObject data = alice.lastIn().data().toJson();
            assertThat(data.getString("type")).isEqualTo("chat");
            assertThat(data.getInt("message_size")).isEqualTo(message.length() + 1);
            assertThat(data.getString("client_remote")).isEqualTo("10.0.0.1");
            assertThat(data.getInt("envelope_version")).isEqualTo(1);
            assertThat(data.getBoolean("is_enveloped")).isTrue();
            assertThat(alice.lastIn().context().clientId()).isEqualTo("alice");
            assertThat(alice.lastIn().context().connectionId()).isEqualTo(alice.connection().connectionId());
        }

        @Test
        void comeInTheOrderOfWhatHappened() {
            alice.say(PING);

            assertThat(alice.lastIn().sequence()).isLessThan(alice.lastOut().sequence());
            assertThat(alice.lastOut().data().toJson().getString("type")).isEqualTo("pong");
        }

        @Test
        void countOnTheConnection() {
            alice.say(PING);

            assertThat(alice.connection().traffic().messagesIn()).isEqualTo(1);
            assertThat(alice.connection().traffic().bytesIn()).isEqualTo(PING.length());
            assertThat(alice.handled()).containsExactly(Protocol.ENVELOPE);
            assertThat(alice.legacy().messages()).isZero();
            assertThat(alice.gateway().events(EventType.LEGACY_USAGE)).isEmpty();
        }

        @Test
        void keepAConnectionFromSilence() {
            alice.gateway().clock().advance(Duration.ofSeconds(30));

            alice.say(envelope("chat", "'payload':{}"));

            assertThat(Rfc3339.format(alice.connection().lastActivity())).isEqualTo("2025-08-16T01:37:29.923000+00:00");
        }
    }
}
