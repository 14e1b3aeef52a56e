package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static io.wirescope.internal.conversation.Dialogue.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Peers;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request id and one trace through every message and event (contract, section 2). */
class CorrelationTest {

    private static final String TRACE_ID = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String SPAN = "bbbbbbbbbbbbbbbb";

    private final Dialogue alice = Dialogue.open(Peers.envelope("alice"));
    private final Dialogue traced = Dialogue.open(Peers.traced("alice"));

    @ParameterizedTest
    @ValueSource(strings = {"ping", "status", "chat"})
    void anAnswerBearsTheRequestOfItsMessage(String type) {
        JsonObject answer = alice.ask(envelope(type, "'payload':{},'request_id':'mine'"));

        assertThat(answer.getString("request_id")).isEqualTo("mine");
        assertThat(alice.lastIn().context().requestId()).isEqualTo("mine");
        assertThat(alice.lastOut().context().requestId()).isEqualTo("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'payload':{}", "'payload':{},'request_id':null"})
    void withoutOneTheConnectionsIsUsed(String members) {
        JsonObject answer = alice.ask(envelope("ping", members));

        assertThat(answer.getString("request_id")).isEqualTo(Peers.REQUEST_ID);
        assertThat(alice.lastIn().context().requestId()).isEqualTo(Peers.REQUEST_ID);
        assertThat(alice.lastOut().context().requestId()).isEqualTo(Peers.REQUEST_ID);
    }

    @Test
    void oneMessagesRequestIsNotTheNexts() {
        alice.ask(envelope("ping", "'payload':{},'request_id':'mine'"));

        assertThat(alice.ask(envelope("ping", "'payload':{}")).getString("request_id")).isEqualTo(Peers.REQUEST_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "status", "chat"})
    void anAnswerKeepsTheTraceAndHasASpanOfItsOwn(String type) {
        JsonObject answer = alice.ask(envelope(type,
                "'payload':{},'trace':{'trace_id':'" + TRACE_ID + "','span':'" + SPAN + "'}"));

        JsonObject trace = answer.getJsonObject("trace");
        assertThat(trace.getString("trace_id")).isEqualTo(TRACE_ID);
        assertThat(trace.getString("parent_span")).isEqualTo(SPAN);
        assertThat(trace.getString("span")).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
        assertThat(alice.lastIn().traceId()).isEqualTo(TRACE_ID);
        assertThat(alice.lastIn().traceSpan()).isEqualTo(SPAN);
        assertThat(alice.lastOut().traceId()).isEqualTo(TRACE_ID);
        assertThat(alice.lastOut().traceSpan()).isEqualTo(trace.getString("span"));
        assertThat(alice.lastOut().data().toJson().getBoolean("has_trace")).isTrue();
    }

    @Test
    void eachAnswerHasASpanOfItsOwn() {
        String message = envelope("ping", "'payload':{},'trace':{'trace_id':'" + TRACE_ID + "','span':'" + SPAN + "'}");

        assertThat(span(alice.ask(message))).isNotEqualTo(span(alice.ask(message)));
    }

    @Test
    void aSpanThatIsNotHexIsKeptAsTheParent() {
        JsonObject answer = alice.ask(envelope("ping",
                "'payload':{},'trace':{'trace_id':'" + TRACE_ID + "','span':'my span!'}"));

        assertThat(answer.getString("type")).isEqualTo("pong");
        assertThat(answer.getJsonObject("trace").getString("parent_span")).isEqualTo("my span!");
        assertThat(answer.getJsonObject("trace").getString("trace_id")).isEqualTo(TRACE_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'payload':{}", "'payload':{},'trace':null", "'payload':{},'trace':{}"})
    void withoutATraceTheConnectionsIsUsed(String members) {
        JsonObject trace = traced.ask(envelope("ping", members)).getJsonObject("trace");

        assertThat(trace.getString("trace_id")).isEqualTo(Peers.TRACE.traceId());
        assertThat(trace.getString("parent_span")).isEqualTo(Peers.TRACE.span());
        assertThat(traced.lastIn().traceId()).isEqualTo(Peers.TRACE.traceId());
    }

    @Test
    void aMessagesOwnTraceTakesPrecedenceOverTheConnections() {
        JsonObject answer = traced.ask(envelope("ping",
                "'payload':{},'trace':{'trace_id':'" + TRACE_ID + "','span':'" + SPAN + "'}"));

        assertThat(answer.getJsonObject("trace").getString("trace_id")).isEqualTo(TRACE_ID);
    }

    @Test
    void withoutAnyTraceAnAnswerHasNone() {
        assertThat(alice.ask(envelope("ping", "'payload':{}"))).doesNotContainKey("trace");
        assertThat(alice.lastOut().data().toJson().getBoolean("has_trace")).isFalse();
        assertThat(alice.lastIn().traceId()).isNull();
    }

    @Test
    void helloTakesPartInTheTraceOfTheHandshake() {
        JsonObject trace = traced.transport().last().getJsonObject("trace");

        assertThat(trace.getString("trace_id")).isEqualTo(Peers.TRACE.traceId());
        assertThat(trace.getString("parent_span")).isEqualTo(Peers.TRACE.span());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'envelope_version':1,'request_id':'mine'}                   | mine",
        "{'type':'ping','request_id':'mine'}                          | mine",
        "{'type':'ping','request_id':7}                               | connection-request",
        "{'type':'ping'}                                              | connection-request",
        "not JSON                                                     | connection-request",
        "[]                                                           | connection-request"})
    void whatIsNoValidEnvelopeIsAnsweredUnderItsRequestToo(String message, String requestId) {
        JsonObject answer = traced.ask(json(message));

        assertThat(answer.getString("request_id")).isEqualTo(requestId);
        assertThat(traced.lastIn().context().requestId()).isEqualTo(requestId);
        assertThat(traced.lastOut().context().requestId()).isEqualTo(requestId);
        assertThat(answer.getJsonObject("trace").getString("trace_id")).isEqualTo(Peers.TRACE.traceId());
    }

    @Test
    void theServerAlwaysWritesARequest() {
        for (JsonObject message : alice.transport().messages()) {
            assertThat(message.get("request_id")).isNotNull().isNotEqualTo(JsonValue.NULL);
        }
    }

    private static String span(JsonObject message) {
        return message.getJsonObject("trace").getString("span");
    }
}
