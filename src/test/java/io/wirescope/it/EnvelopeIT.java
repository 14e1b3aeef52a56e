package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes, good and bad (contract, sections 2 to 4). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EnvelopeIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final int LIMIT = 65_536;

    @ArquillianResource
    private URI server;

    private Client client;
    private Client other;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @BeforeEach
    void connect() throws Exception {
        client = Client.enveloped(server, "envelope&correlationId=connection-request");
        other = Client.enveloped(server, "other");
    }

    @AfterEach
    void close() {
        client.close();
        other.close();
    }

    private void everyoneIsStillServed() throws Exception {
        assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
        othersAreStillServed();
    }

    private void othersAreStillServed() throws Exception {
        assertThat(other.ask(Messages.PING).getString("type")).isEqualTo("pong");
        try (Client next = Client.enveloped(server, "next")) {
            assertThat(next.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }

    // What the server sends

    @Test
    void helloIsFirstAndComplete() throws Exception {
        JsonObject hello = client.hello();
        assertThat(hello.keySet()).containsExactlyInAnyOrder("envelope_version", "type", "timestamp", "request_id",
                "payload");
        assertThat(hello.getInt("envelope_version")).isEqualTo(1);
        assertThat(hello.getString("type")).isEqualTo("hello");
        assertIsNow(hello.getString("timestamp"));
        assertThat(hello.getString("request_id")).isEqualTo("connection-request");

        JsonObject payload = hello.getJsonObject("payload");
        assertIsNow(payload.getString("server_time"));
        assertThat(payload.getInt("accepted_version")).isEqualTo(1);
        assertThat(payload.getInt("version")).isEqualTo(1);
        assertThat(payload.getString("client_id")).isEqualTo("envelope");
        assertThat(UUID.fromString(payload.getString("connection_id"))).isNotNull();
        assertThat(payload.getString("role")).isEqualTo("frontend");
        assertThat(payload.getJsonArray("features").getValuesAs(JsonString::getString)).containsExactly("envelope_v1",
                "heartbeat", "correlation_tracking", "structured_errors", "graceful_reconnect",
                "drift_status_broadcast");
        assertThat(payload.getInt("heartbeat_interval_ms")).isEqualTo(25_000);
        assertThat(payload.getJsonObject("limits").getInt("max_message_bytes")).isEqualTo(LIMIT);
    }

    @Test
    void pingIsAnsweredWithPong() throws Exception {
        JsonObject pong = client.ask(Messages.envelope("ping")
                .add("payload", Json.createObjectBuilder().add("data", Json.createObjectBuilder().add("n", 1)))
                .build().toString());
        assertThat(pong.getString("type")).isEqualTo("pong");
        JsonObject payload = pong.getJsonObject("payload");
        assertThat(payload.keySet()).containsExactlyInAnyOrder("original_timestamp", "response_timestamp", "client_id",
                "data");
        assertThat(payload.getString("original_timestamp")).isEqualTo(Messages.TIMESTAMP);
        assertIsNow(payload.getString("response_timestamp"));
        assertThat(payload.getJsonObject("data").getInt("n")).isEqualTo(1);
    }

    @Test
    void pongHasNoDataWhenThePingHadNone() throws Exception {
        JsonObject pong = client.ask(Messages.PING);
        assertThat(pong.getJsonObject("payload").keySet())
                .containsExactlyInAnyOrder("original_timestamp", "response_timestamp", "client_id");
        assertThat(pong).doesNotContainKeys("trace", "meta");
    }

    @Test
    void statusDescribesTheConnection() throws Exception {
        JsonObject status = client.ask(Messages.STATUS);
        assertThat(status.getString("type")).isEqualTo("status");
        JsonObject payload = status.getJsonObject("payload");
        assertThat(payload.keySet()).containsExactlyInAnyOrder("connection_uptime_seconds", "heartbeat_count",
                "last_heartbeat", "client_id", "connection_id", "role");
        assertThat(payload.getJsonNumber("connection_uptime_seconds").doubleValue()).isBetween(0.0, 10.0);
        assertThat(payload.getInt("heartbeat_count")).isZero();
        assertThat(payload.get("last_heartbeat")).isEqualTo(JsonValue.NULL);
        assertThat(payload.getString("client_id")).isEqualTo("envelope");
        assertThat(payload.getString("connection_id")).isEqualTo(client.connectionId());
        assertThat(payload.getString("role")).isEqualTo("frontend");
    }

    @Test
    void pongIsNotedAndNotAnswered() throws Exception {
        client.send(Messages.envelope("pong").build().toString());
        client.send(Messages.envelope("pong").build().toString());
        JsonObject status = client.ask(Messages.STATUS);
        assertThat(status.getString("type")).isEqualTo("status");
        assertThat(status.getJsonObject("payload").getInt("heartbeat_count")).isEqualTo(2);
        assertIsNow(status.getJsonObject("payload").getString("last_heartbeat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "hello", "Ping", " ", "drift.status", "error"})
    void anythingElseIsEchoed(String type) throws Exception {
        JsonObject message = Messages.envelope(type)
                .add("payload", Json.createObjectBuilder().add("text", "grüße 😀\n\"\\"))
                .add("nobody_named_this", Json.createArrayBuilder().add(1.50).addNull())
                .add("meta", Json.createObjectBuilder().add("retries", 2).add("debug", true).add("own", "x"))
                .build();
        JsonObject echo = client.ask(message.toString());
        assertThat(echo.getString("type")).isEqualTo("echo");
        JsonObject payload = echo.getJsonObject("payload");
        assertThat(payload.keySet()).containsExactlyInAnyOrder("original_message", "message_type", "client_id");
        assertThat(payload.getJsonObject("original_message")).isEqualTo(message);
        assertThat(payload.getString("message_type")).isEqualTo(type);
        assertThat(payload.getString("client_id")).isEqualTo("envelope");
    }

    @Test
    void optionalMembersMayBeNullAndTypesAsLongAsAllowed() throws Exception {
        String type = "😀".repeat(128);
        JsonObject echo = client.ask(Messages.envelope(type).addNull("request_id").addNull("trace").addNull("meta")
                .build().toString());
        assertThat(echo.getJsonObject("payload").getString("message_type")).isEqualTo(type);
        assertThat(echo.getString("request_id")).isEqualTo("connection-request");
    }

    // Correlation

    @ParameterizedTest
    @ValueSource(strings = {"ping", "status", "chat"})
    void aRequestIdIsReturnedAndOnEveryEvent(String type) throws Exception {
        String requestId = "request-of-" + type;
        assertThat(client.ask(Messages.envelope(type).add("request_id", requestId).build().toString())
                .getString("request_id")).isEqualTo(requestId);
        assertThat(new Api(server).events("request_id=" + requestId, 2))
                .extracting(event -> event.getString("event_type"))
                .containsExactly("ws.message.out", "ws.message.in");
    }

    @Test
    void withoutRequestIdTheConnectionsIsUsed() throws Exception {
        assertThat(client.ask(Messages.PING).getString("request_id")).isEqualTo("connection-request");
        assertThat(new Api(server).events("connection_id=" + client.connectionId() + "&event_type=ws.message.in", 1))
                .extracting(event -> event.getString("request_id")).containsExactly("connection-request");
    }

    @Test
    void anErrorBearsTheRequestIdOfItsMessage() throws Exception {
        JsonObject error = client.ask(Messages.envelope("ping").remove("payload").add("request_id", "faulty")
                .build().toString());
        assertThat(error.getString("type")).isEqualTo("error");
        assertThat(error.getString("request_id")).isEqualTo("faulty");
    }

    @ParameterizedTest
    @ValueSource(strings = {SPAN, "old-span 1", "00F067AA0BA902B7"})
    void aReplyKeepsTheTraceAndHasASpanOfItsOwn(String span) throws Exception {
        JsonObject pong = client.ask(Messages.envelope("ping").add("request_id", "traced " + span).add("trace",
                Json.createObjectBuilder().add("trace_id", TRACE).add("span", span)
                        .add("parent_span", "b7ad6b7169203331")).build().toString());
        JsonObject trace = pong.getJsonObject("trace");
        assertThat(trace.keySet()).containsExactlyInAnyOrder("trace_id", "span", "parent_span");
        assertThat(trace.getString("trace_id")).isEqualTo(TRACE);
        assertThat(trace.getString("span")).matches("[0-9a-f]{16}").isNotEqualTo(span);
        assertThat(trace.getString("parent_span")).isEqualTo(span);

        JsonObject out = new Api(server).events("event_type=ws.message.out&trace_id=" + TRACE + "&connection_id="
                + client.connectionId(), 1).get(0);
        assertThat(out.getString("request_id")).isEqualTo("traced " + span);
        assertThat(out.getString("trace_span")).isEqualTo(trace.getString("span"));
        assertThat(out.getJsonObject("data").getBoolean("has_trace")).isTrue();
    }

    @Test
    void anErrorKeepsTheTraceOfItsMessage() throws Exception {
        JsonObject error = client.ask(Messages.envelope("ping").remove("payload").add("trace",
                Json.createObjectBuilder().add("trace_id", TRACE).add("span", SPAN)).build().toString());
        assertThat(error.getString("type")).isEqualTo("error");
        assertThat(error).containsKey("trace");
        assertThat(error.getJsonObject("trace").getString("trace_id")).isEqualTo(TRACE);
        assertThat(error.getJsonObject("trace").getString("parent_span")).isEqualTo(SPAN);
    }

    @Test
    void withoutTraceTheConnectionsIsUsed() throws Exception {
        try (Client traced = Client.enveloped(server, "traced",
                Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))) {
            JsonObject trace = traced.ask(Messages.PING).getJsonObject("trace");
            assertThat(trace.getString("trace_id")).isEqualTo(TRACE);
            assertThat(trace.getString("parent_span")).isEqualTo(SPAN);
            assertThat(trace.getString("span"))
                    .isNotEqualTo(traced.hello().getJsonObject("trace").getString("span"));
        }
    }

    @Test
    void connectionsOfOneClientAreEachAnsweredOnTheirOwn() throws Exception {
        try (Client twin = Client.enveloped(server, "envelope")) {
            client.send(Messages.STATUS);
            twin.send(Messages.STATUS);
            assertThat(twin.json().getJsonObject("payload").getString("connection_id"))
                    .isEqualTo(twin.connectionId()).isNotEqualTo(client.connectionId());
            assertThat(client.json().getJsonObject("payload").getString("connection_id"))
                    .isEqualTo(client.connectionId());
        }
    }

    @Test
    void answersComeInTheOrderOfTheQuestions() throws Exception {
        for (int i = 0; i < 200; i++) {
            client.send(Messages.envelope("ping").add("request_id", "n" + i).build().toString());
        }
        for (int i = 0; i < 200; i++) {
            assertThat(client.json().getString("request_id")).isEqualTo("n" + i);
        }
    }

    // Bad input that the contract keeps the connection open for

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            envelope_version | envelope_version | 2
            envelope_version | envelope_version | 0
            envelope_version | envelope_version | 1.5
            envelope_version | envelope_version | 1e1000
            envelope_version | envelope_version | "1"
            envelope_version | envelope_version | null
            envelope_version | envelope_version | true
            envelope_version | envelope_version | [1]
            envelope_version | envelope_version | {}
            type        | type       | null
            type        | type       | 5
            type        | type       | true
            type        | type       | ["ping"]
            type        | type       | {}
            type        | type       | ""
            timestamp   | timestamp  | null
            timestamp   | timestamp  | 1755308219.923393
            timestamp   | timestamp  | false
            timestamp   | timestamp  | []
            timestamp   | timestamp  | {}
            timestamp   | timestamp  | ""
            timestamp   | timestamp  | "yesterday"
            timestamp   | timestamp  | "2025-08-16"
            timestamp   | timestamp  | "2025-08-16T01:36:59"
            timestamp   | timestamp  | "2025-02-30T01:36:59Z"
            request_id  | request_id | 5
            request_id  | request_id | true
            request_id  | request_id | []
            request_id  | request_id | {}
            request_id  | request_id | ""
            request_id  | request_id | "a\\nb"
            trace       | trace      | 5
            trace       | trace      | "4bf92f3577b34da6a3ce929d0e0e4736"
            trace       | trace      | true
            trace       | trace      | []
            trace_id    | trace      | {"trace_id": 5}
            trace_id    | trace      | {"trace_id": []}
            trace_id    | trace      | {"trace_id": "4bf92f3577b34da6"}
            trace_id    | trace      | {"trace_id": "4BF92F3577B34DA6A3CE929D0E0E4736"}
            trace_id    | trace      | {"trace_id": "00000000000000000000000000000000"}
            span        | trace      | {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span": 5}
            span        | trace      | {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span": {}}
            parent_span | trace      | {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "parent_span": true}
            payload     | payload    | null
            payload     | payload    | 5
            payload     | payload    | true
            payload     | payload    | "text"
            payload     | payload    | []
            meta        | meta       | 5
            meta        | meta       | true
            meta        | meta       | "text"
            meta        | meta       | []
            retries     | meta       | {"retries": "1"}
            retries     | meta       | {"retries": 1.5}
            retries     | meta       | {"retries": true}
            debug       | meta       | {"debug": "true"}
            debug       | meta       | {"debug": 1}
            """)
    void aMemberThatBreaksItsRuleIsNamed(String named, String member, String json) throws Exception {
        JsonObjectBuilder message = Messages.envelope("ping").add("request_id", "wrong");
        try (var reader = Json.createReader(new StringReader(json))) {
            message.add(member, reader.readValue());
        }
        assertInvalidEnvelope(message.build().toString(), named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "timestamp", "payload"})
    void aMissingMemberIsNamed(String member) throws Exception {
        assertInvalidEnvelope(Messages.envelope("ping").remove(member).build().toString(), member);
    }

    static Stream<String> membersThatAreTooLong() {
        return Stream.of(Messages.envelope("x".repeat(129)).build().toString(),
                Messages.envelope("ping").add("request_id", "x".repeat(129)).build().toString());
    }

    @ParameterizedTest
    @MethodSource("membersThatAreTooLong")
    void aMemberThatIsTooLongIsRefused(String message) throws Exception {
        assertInvalidEnvelope(message, "128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"envelope_version\":1}]", "5", "\"ping\"", "true", "null", " 1.5 "})
    void jsonThatIsNoObjectIsRefused(String text) throws Exception {
        assertInvalidEnvelope(text, "object");
    }

    private void assertInvalidEnvelope(String message, String named) throws Exception {
        JsonObject error = client.ask(message);
        assertThat(error.getString("type")).isEqualTo("error");
        JsonObject payload = error.getJsonObject("payload");
        assertThat(payload.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
        assertThat(payload.getString("error_message")).contains(named).isEqualTo(payload.getString("message"));
        assertThat(payload.getJsonObject("details")).isNotEmpty();
        assertInboundEvent("invalid", message);
        everyoneIsStillServed();
    }

    static Stream<String> textsThatAreNotJson() {
        return Stream.of("", " ", "ping", "{", "}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":\"\\ud8\"}",
                "{} {}", "{\"envelope_version\":1", "\u0000", "{\"a\":\"\n\"}", "[".repeat(60_000),
                "{\"a\":".repeat(10_000), "[".repeat(30_000) + "]".repeat(30_000),
                "{\"envelope_version\":1,\"payload\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"envelope_version\":1e99999999999}", "1e-99999999999");
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNotJson")
    void textThatIsNotJsonIsReportedWithItsPosition(String text) throws Exception {
        JsonObject payload = client.ask(text).getJsonObject("payload");
        assertThat(payload.getString("error_code")).isEqualTo("INVALID_JSON");
        assertThat(payload.getString("error_message")).startsWith("Invalid JSON format").contains("line")
                .isEqualTo(payload.getString("message"));
        assertThat(payload.getJsonObject("details").getInt("line")).isPositive();
        assertThat(payload.getJsonObject("details")).containsKeys("column", "offset");
        assertInboundEvent("invalid", text);
        everyoneIsStillServed();
    }

    private void assertInboundEvent(String type, String text) throws Exception {
        JsonObject event = new Api(server).events("event_type=ws.message.in&connection_id=" + client.connectionId(), 1)
                .get(0);
        assertThat(event.getJsonObject("data").getString("type")).isEqualTo(type);
        assertThat(event.getJsonObject("data").getInt("message_size"))
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000000000", "1e-1000000000", "-1E+999999999", "0.10", "100000000000000000000000000001"})
    void aNumberBeyondAnyMachineTypeIsEchoedAsTheSameNumber(String number) throws Exception {
        client.send("{\"envelope_version\":1,\"type\":\"n\",\"timestamp\":\"" + Messages.TIMESTAMP
                + "\",\"payload\":{\"n\":" + number + "}}");
        JsonObject echo = client.json();
        assertThat(echo.getString("type")).isEqualTo("echo");
        assertThat(echo.getJsonObject("payload").getJsonObject("original_message").getJsonObject("payload")
                .getJsonNumber("n").bigDecimalValue()).isEqualByComparingTo(new BigDecimal(number));
        everyoneIsStillServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"envelope_version", "type", "timestamp", "request_id", "trace", "payload", "meta"})
    void aHugeNumberIsNoMember(String member) throws Exception {
        String message = Messages.envelope("ping").add(member, "@").build().toString()
                .replace("\"@\"", "1e1000000000");
        JsonObject payload = client.ask(message).getJsonObject("payload");
        assertThat(payload.getString("error_code")).isEqualTo("INVALID_ENVELOPE");
        assertThat(payload.getString("error_message")).contains(member);
        everyoneIsStillServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00 and more", "\\ud800\\ud800", "\\ude00\\ud83d"})
    void aLoneSurrogateIsReturnedUnchanged(String escaped) throws Exception {
        client.send("{\"envelope_version\":1,\"type\":\"t" + escaped + "\",\"timestamp\":\"" + Messages.TIMESTAMP
                + "\",\"request_id\":\"r" + escaped + "\",\"payload\":{\"s\":\"" + escaped + "\"}}");
        String echo = client.text();
        assertThat(echo.toLowerCase(Locale.ROOT)).contains("\"s\":\"" + escaped + "\"")
                .contains("\"message_type\":\"t" + escaped + "\"");
        assertThat(new Api(server).events("event_type=ws.message.in&connection_id=" + client.connectionId(), 1))
                .hasSize(1);
        everyoneIsStillServed();
    }

    // Sizes, and what ends a connection

    @Test
    void aMessageOfExactlyTheLimitIsServed() throws Exception {
        JsonObject echo = client.ask(Messages.ofBytes(LIMIT));
        assertThat(echo.getString("type")).isEqualTo("echo");
        everyoneIsStillServed();
    }

    static Stream<String> messagesOverTheLimit() {
        return Stream.of(Messages.ofBytes(LIMIT + 1), Messages.ofBytes(1 << 20),
                Messages.ofBytes(LIMIT - 3 * 100).replace("x".repeat(200), "€".repeat(200)),
                "[".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("messagesOverTheLimit")
    void aMessageOverTheLimitIsToldAndClosedWith1009(String message) throws Exception {
        client.send(message);
        JsonObject error = client.json();
        assertThat(error.getString("type")).isEqualTo("error");
        JsonObject payload = error.getJsonObject("payload");
        assertThat(payload.getString("error_code")).isEqualTo("MESSAGE_TOO_LARGE");
        assertThat(payload.getString("error_message")).contains(Integer.toString(LIMIT));
        assertThat(client.closed().code()).isEqualTo(1009);
        othersAreStillServed();
    }

    @Test
    void aMessageOverTheCeilingIsClosedWith1009() throws Exception {
        assertThat(closeCodeForOneFrameOf((1 << 20) + 1)).isEqualTo(1009);
        othersAreStillServed();
    }

    // Payara's buffer for a frame is 4 MiB, and over it the container says 1011: in the README.
    @Test
    void aFrameOverTheContainersBufferIsClosed() throws Exception {
        assertThat(closeCodeForOneFrameOf(8 << 20)).isIn(1009, 1011);
        othersAreStillServed();
    }

    private int closeCodeForOneFrameOf(int bytes) throws Exception {
        byte[] message = new byte[bytes];
        Arrays.fill(message, (byte) 'x');
        try (RawFrames frames = RawHandshake.upgrade(server, "/ws/client?client_id=ceiling").open()) {
            frames.sendText(message);
            return frames.closeCode();
        }
    }

    // The JDK's client sends a message of this size in frames.
    @Test
    void aMessageInFramesOverTheCeilingIsClosedWith1009() throws Exception {
        client.sendUntilClosed("x".repeat(8 << 20));
        assertThat(client.closed().code()).isEqualTo(1009);
        othersAreStillServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100_000})
    void aBinaryMessageIsClosedWith1003(int bytes) throws Exception {
        client.sendBinary(new byte[bytes]);
        assertThat(client.closed().code()).isEqualTo(1003);
        othersAreStillServed();
    }

    @Test
    void textThatIsNotUtf8IsClosedWith1007() throws Exception {
        try (RawFrames frames = RawHandshake.upgrade(server, "/ws/client?client_id=not-utf8").open()) {
            frames.sendText(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}); // a lone surrogate
            assertThat(frames.closeCode()).isEqualTo(1007);
        }
        othersAreStillServed();
    }

    private static void assertIsNow(String timestamp) {
        assertThat(Duration.between(OffsetDateTime.parse(timestamp).toInstant(), Instant.now()))
                .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(30));
    }
}
