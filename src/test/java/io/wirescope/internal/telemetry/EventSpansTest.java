package io.wirescope.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.event.ConnectionEnd;
import io.wirescope.internal.event.HttpExchange;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.OutboundMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final String REPLY_SPAN = "00000000000000aa";
    private static final String REQUEST = "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8";
    private static final String MADE_TRACE = "da77e1dd38374a3b9cafbf9ee6f840f8";

    private static final TraceContext CLIENT =
            new TraceContext(TRACE, CLIENT_SPAN, null, true, "vendor=1");
    private static final TraceContext REPLY = CLIENT.child(REPLY_SPAN);

    private final SettableClock clock = new SettableClock();
    private final List<Span> spans = new ArrayList<>();
    private final List<LogEvent> logs = new ArrayList<>();
    private EventSpans mapping = with(new Sampling(true, 1, 1000));
    private long sequence;

    private EventSpans with(Sampling sampling) {
        return new EventSpans(new TraceSampler(sampling), clock, spans::add, logs::add);
    }

    private ObservabilityEvent publish(String type, String requestId, TraceContext trace, EventData data) {
        return publish(type, new EventContext(requestId, trace, "alice", "c-1", "/ws/client"), data);
    }

    private ObservabilityEvent publish(String type, EventContext context, EventData data) {
        sequence++;
        ObservabilityEvent event = new ObservabilityEvent(sequence, "bus", null, type,
                micros() + sequence * 1_000, context, data);
        mapping.accept(event);
        return event;
    }

    private long micros() {
        return clock.instant().getEpochSecond() * 1_000_000 + clock.instant().getNano() / 1_000;
    }

    private ObservabilityEvent in(String type, TraceContext trace) {
        return publish(EventType.WS_MESSAGE_IN, REQUEST, trace, new InboundMessage(type, 187, "192.0.2.7", 1));
    }

    private ObservabilityEvent out(String type, TraceContext trace, boolean meta) {
        return publish(EventType.WS_MESSAGE_OUT, REQUEST, trace,
                new OutboundMessage(type, 211, "192.0.2.7", 1, trace != null, meta));
    }

    private ObservabilityEvent call(String type, TraceContext trace, String outcome, String status, int bytes) {
        JsonObjectBuilder data = Json.createObjectBuilder().add("route", "orders").add("kind", "http")
                .add("target", "https://orders.example/messages").add("type", type);
        if (status != null) {
            data.add("status", status);
        }
        JsonObject whole = data.add("outcome", outcome).add("attempts", 2).addNull("reason")
                .add("duration_ms", Json.createValue(1.5)).add("response_bytes", bytes).build();
        return publish(EventType.UPSTREAM_REQUEST, REQUEST, trace, new Call(whole));
    }

    private record Call(JsonObject data) implements EventData {

        @Override
        public JsonObject toJson() {
            return data;
        }
    }

    private Span only() {
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    @Test
    void anHttpRequestIsAServerSpanAsLongAsItTook() {
        ObservabilityEvent event = publish(EventType.HTTP_REQUEST, new EventContext(REQUEST, REPLY, null, null, "http"),
                new HttpExchange("GET", "/api/v2/x/5", "/api/v2/x/{id}", 404, 2_500_000, "192.0.2.7"));

        assertThat(only().id()).isEqualTo(new SpanId(TRACE, REPLY_SPAN));
        assertThat(only().parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(only().traceState()).isEqualTo("vendor=1");
        assertThat(only().name()).isEqualTo("GET /api/v2/x/{id}");
        assertThat(only().kind()).isEqualTo(SpanKind.SERVER);
        assertThat(only().endMicros()).isEqualTo(event.epochMicros());
        assertThat(only().startMicros()).isEqualTo(event.epochMicros() - 2_500);
        assertThat(only().error()).as("the client's").isNull();
        assertThat(only().attributes().values()).isEqualTo(Map.of("wirescope.request_id", REQUEST,
                "http.request.method", "GET", "url.path", "/api/v2/x/5", "http.route", "/api/v2/x/{id}",
                "http.response.status_code", 404L, "client.address", "192.0.2.7"));
    }

    @Test
    void aFaultOfTheServerIsAnErrorAndAMethodOfItsOwnIsOther() {
        publish(EventType.HTTP_REQUEST, new EventContext(REQUEST, null, null, null, "http"),
                new HttpExchange("BREW", "/pot", "/pot", 503, 1, "192.0.2.7"));

        assertThat(only().id().traceId()).as("made of the request id").isEqualTo(MADE_TRACE);
        assertThat(only().parentId()).isNull();
        assertThat(only().name()).isEqualTo("HTTP /pot");
        assertThat(only().error()).isEqualTo("HTTP 503");
        assertThat(only().attributes().values()).containsEntry("http.request.method", "_OTHER")
                .containsEntry("http.request.method_original", "BREW").containsEntry("error.type", "503");
    }

    @Test
    void aMessageAndItsResponseAreOneSpanLinkedToTheHandshake() {
        out(OutboundMessage.CONNECTION_ATTEMPT, CLIENT, false);
        out(OutboundMessage.CONNECTION_ADDED, CLIENT, false);
        ObservabilityEvent in = in("ping", CLIENT);
        ObservabilityEvent out = out("pong", REPLY, false);

        assertThat(spans).hasSize(2);
        Span handshake = spans.get(0);
        assertThat(handshake.name()).isEqualTo("handshake /ws/client");
        assertThat(handshake.kind()).isEqualTo(SpanKind.SERVER);
        assertThat(handshake.parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(handshake.id().spanId()).isNotEqualTo(CLIENT_SPAN);
        assertThat(handshake.endMicros() - handshake.startMicros()).isEqualTo(1_000);
        Span message = spans.get(1);
        assertThat(message.id()).isEqualTo(new SpanId(TRACE, REPLY_SPAN));
        assertThat(message.parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(message.traceState()).isEqualTo("vendor=1");
        assertThat(message.name()).isEqualTo("process ping");
        assertThat(message.kind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(message.link()).isEqualTo(handshake.id());
        assertThat(message.startMicros()).isEqualTo(in.epochMicros());
        assertThat(message.endMicros()).isEqualTo(out.epochMicros());
        assertThat(message.error()).isNull();
        assertThat(message.attributes().values()).containsEntry("messaging.system", "websocket")
                .containsEntry("messaging.operation.type", "process").containsEntry("messaging.message.body.size", 187L)
                .containsEntry("wirescope.message.type", "ping").containsEntry("wirescope.client_id", "alice")
                .containsEntry("wirescope.connection_id", "c-1");
    }

    @Test
    void aConnectionThatEndedIsNotLinkedToAndItsEndIsALogRecord() {
        out(OutboundMessage.CONNECTION_ADDED, null, false);
        publish(EventType.WS_MESSAGE_OUT, REQUEST, null, new ConnectionEnd("192.0.2.7", 1001, "going away"));
        in("ping", null);
        out("pong", null, false);

        assertThat(spans.get(1).link()).isNull();
        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).name()).isEqualTo("ws.message.out");
        assertThat(logs.get(0).attributes().values()).containsEntry("close_code", 1001L)
                .containsEntry("type", "connection_removed");
    }

    @Test
    void aMessageThatIsAnsweredWithAnErrorFailed() {
        in("order", CLIENT);
        out("error", REPLY, false);

        assertThat(only().error()).isEqualTo("error");
        assertThat(only().attributes().values()).containsEntry("error.type", "error");
    }

    @Test
    void messagesWithoutAnIdOfTheirOwnAreSpansEach() {
        in("note", null);
        in("note", null);
        out("echo", null, false);

        assertThat(spans).hasSize(2).allSatisfy(span -> assertThat(span.id().traceId()).isEqualTo(MADE_TRACE));
        assertThat(spans.get(0).id()).isNotEqualTo(spans.get(1).id());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRawMessageIsASpanToo(boolean traced) {
        TraceContext trace = traced ? CLIENT : null;
        publish(EventType.WS_MESSAGE_IN, REQUEST, trace, new InboundMessage("raw", 5, "192.0.2.7", 0));
        publish(EventType.WS_MESSAGE_OUT, REQUEST, trace, new OutboundMessage("raw", 11, "192.0.2.7", 0, false, false));

        assertThat(only().name()).isEqualTo("process raw");
        assertThat(only().parentId()).isEqualTo(traced ? CLIENT_SPAN : null);
        assertThat(only().id().spanId()).isNotEqualTo(CLIENT_SPAN);
    }

    @Test
    void aHeartbeatIsNoStory() {
        in("pong", null);
        out("ping", null, false);
        out("hello", null, false);
        mapping.endAll();

        assertThat(spans).isEmpty();
    }

    @Test
    void aPublicationIsOneSpanHoweverManyReceiveIt() {
        for (int i = 0; i < 3; i++) {
            publish(EventType.WS_MESSAGE_OUT, new EventContext(REQUEST, REPLY, "client-" + i, "c-" + i, "/ws/client"),
                    new OutboundMessage("news", 100, "192.0.2.7", 1, true, true));
        }

        assertThat(only().id()).isEqualTo(new SpanId(TRACE, REPLY_SPAN));
        assertThat(only().parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(only().kind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(only().name()).isEqualTo("publish news");
        assertThat(only().attributes().values()).doesNotContainKey("wirescope.client_id");
    }

    @Test
    void aCallToAnApplicationIsAClientSpan() {
        ObservabilityEvent event = call("order", REPLY, "answered", "200", 12);

        assertThat(only().id()).isEqualTo(new SpanId(TRACE, REPLY_SPAN));
        assertThat(only().parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(only().kind()).isEqualTo(SpanKind.CLIENT);
        assertThat(only().name()).isEqualTo("call orders");
        assertThat(only().startMicros()).isEqualTo(event.epochMicros() - 1_500);
        assertThat(only().attributes().values()).containsEntry("http.request.method", "POST")
                .containsEntry("url.full", "https://orders.example/messages")
                .containsEntry("server.address", "orders.example").containsEntry("server.port", 443L)
                .containsEntry("http.response.status_code", 200L).containsEntry("http.request.resend_count", 1L)
                .containsEntry("wirescope.upstream.route", "orders").doesNotContainKey("error.type");
    }

    @ParameterizedTest
    @CsvSource({"refused, 404, 404", "failed, ConnectException, ConnectException", "timeout, , timeout"})
    void aCallThatFailedSaysWhy(String outcome, String status, String error) {
        call("order", REPLY, outcome, status, 0);

        assertThat(only().error()).isEqualTo(error);
        assertThat(only().attributes().values()).containsEntry("error.type", error);
    }

    @Test
    void theCallOfAMessageWithoutTraceIsBelowTheMessage() {
        in("order", null);
        call("order", TraceContext.ofRequest(REQUEST).child("00000000000000bb"), "answered", "200", 12);
        out("order.result", null, false);

        assertThat(spans).extracting(Span::name).containsExactly("call orders", "process order");
        assertThat(spans.get(0).parentId()).isEqualTo(spans.get(1).id().spanId());
        assertThat(spans).extracting(span -> span.id().traceId()).containsOnly(MADE_TRACE);
    }

    @Test
    void aMessageThatItsApplicationTakesInSilenceEndsThen() {
        in("order", CLIENT);
        call("io.wirescope.publish", CLIENT.child("00000000000000bb"), "answered", "204", 0);
        assertThat(spans).as("a question about it ends nothing").hasSize(1);
        ObservabilityEvent call = call("order", CLIENT.child("00000000000000cc"), "answered", "204", 0);

        assertThat(spans).extracting(Span::name).containsExactly("call orders", "call orders", "process order");
        assertThat(spans.get(2).endMicros()).isEqualTo(call.epochMicros());
    }

    @Test
    void aMessageWithoutResponseEndsInTheEnd() {
        in("order", CLIENT);
        mapping.endUnanswered();
        assertThat(spans).isEmpty();

        clock.advance(Duration.ofMinutes(12));
        mapping.endUnanswered();

        assertThat(only().endMicros()).isEqualTo(only().startMicros());
    }

    @Test
    void whatAProducerBringsIsALogRecordWithItsData() {
        publish("orders.placed", new EventContext(REQUEST, CLIENT, "alice", null, "/shop"),
                EventData.received(Json.createObjectBuilder().add("total", 12.5).add("lines", Json.createArrayBuilder().add(1))
                        .add("customer", Json.createObjectBuilder().add("id", 7).add("new", true)).addNull("note")
                        .add("wirescope.client_id", "mallory").build()));

        assertThat(spans).isEmpty();
        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).name()).isEqualTo("orders.placed");
        assertThat(logs.get(0).span()).isEqualTo(new SpanId(TRACE, CLIENT_SPAN));
        assertThat(logs.get(0).attributes().values()).containsEntry("total", 12.5).containsEntry("lines", "[1]")
                .containsEntry("customer.id", 7L).containsEntry("customer.new", true)
                .containsEntry("wirescope.client_id", "alice").containsEntry("wirescope.source", "/shop")
                .doesNotContainKey("note");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.request", "ws.message.in", "ws.message.out", "upstream.request"})
    void ourTypesFromAProducerAreLogRecords(String type) {
        publish(type, REQUEST, null, EventData.received(Json.createObjectBuilder().add("type", "x").build()));

        assertThat(spans).isEmpty();
        assertThat(logs).hasSize(1);
    }

    @Test
    void whatNestsDeeplyOrHasManyMembersIsBounded() {
        JsonObject nested = Json.createObjectBuilder().add("leaf", 1).build();
        for (int i = 0; i < 20; i++) {
            nested = Json.createObjectBuilder().add("n", nested).build();
        }
        JsonObjectBuilder data = Json.createObjectBuilder().add("deep", nested);
        for (int i = 0; i < 200; i++) {
            data.add("m" + i, i);
        }
        publish("orders.placed", EventContext.of("shop"), EventData.received(data.build()));

        assertThat(logs.get(0).span()).isNull();
        assertThat(logs.get(0).attributes().values()).hasSize(Attributes.LIMIT)
                .hasEntrySatisfying("deep.n.n.n.n.n.n.n", json -> assertThat(json.toString()).startsWith("{\"n\":"));
        assertThat(logs.get(0).attributes().dropped()).isEqualTo(200 + 3 - Attributes.LIMIT);
    }

    @Test
    void aStoryIsExportedWholeOrNotAtAll() {
        mapping = with(new Sampling(true, 0, 1000));

        in("ping", CLIENT.withFlags("00"));
        out("pong", REPLY.withFlags("00"), false);
        in("ping", null);
        out("pong", null, false);
        publish("orders.placed", REQUEST, null, EventData.received(Json.createObjectBuilder().build()));
        assertThat(spans).isEmpty();
        assertThat(logs).isEmpty();

        TraceContext asked = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4799", CLIENT_SPAN, null, true, null);
        in("ping", asked);
        out("pong", asked.child(REPLY_SPAN), false);
        assertThat(spans).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no uri", "http://a b/", ""})
    void aTargetThatIsNoUriHarmsNothing(String target) {
        publish(EventType.UPSTREAM_REQUEST, REQUEST, null, EventData.received(Json.createObjectBuilder()
                .add("kind", "http").add("target", target).add("outcome", "answered")
                .add("duration_ms", new java.math.BigDecimal("1e999999999")).build()));

        assertThat(spans).hasSize(1);
        assertThat(only().startMicros()).isLessThan(only().endMicros());
    }
}
