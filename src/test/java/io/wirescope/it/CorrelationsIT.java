package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.UUID;
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

/** The story of one request, across HTTP and WebSocket (contract, section 7). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class CorrelationsIT {

    private static final String CORRELATIONS = Api.ROOT + "/correlations/";
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String MESSAGE = "b7ad6b7169203331";

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @Test
    void tellsOneStoryAcrossHttpAndWebSocket() throws Exception {
        Api api = new Api(server);
        String requestId = UUID.randomUUID().toString();
        try (Client client = Client.enveloped(server, "story")) {
            String httpSpan = callTraced(api, requestId);
            String replySpan = pingTraced(client, requestId, httpSpan);

            JsonObject story = api.await(CORRELATIONS + requestId,
                    answer -> answer.status() == 200 && answer.data().getInt("total_events") == 3).data();

            holdsTheEventsInOrder(story, httpSpan, replySpan);
            holdsTheSpansNested(story, httpSpan, replySpan);
            assertThat(texts(story, "sources")).containsExactly("http", "ws.client");
            assertThat(texts(story, "clients")).containsExactly("story");
            assertThat(texts(story, "connections")).containsExactly(client.connectionId());
            assertThat(texts(story, "trace_ids")).containsExactly(TRACE_ID);
            assertThat(story.getString("request_id")).isEqualTo(requestId);
            assertThat(story.getBoolean("truncated")).isFalse();
        }
    }

    /** {@return the span that the server gave to the call} */
    private static String callTraced(Api api, String requestId) throws Exception {
        String traceparent = api.get(Api.ROOT + "/health", "X-Request-ID", requestId,
                "traceparent", "00-" + TRACE_ID + "-" + CALLER + "-01").header("traceparent");
        return traceparent.split("-")[2];
    }

    /** {@return the span of the reply to a message that the call caused} */
    private static String pingTraced(Client client, String requestId, String httpSpan) throws Exception {
        JsonObject pong = client.ask(traced("ping", requestId, MESSAGE, httpSpan).build().toString());
        assertThat(pong.getString("type")).isEqualTo("pong");
        return pong.getJsonObject("trace").getString("span");
    }

    private static JsonObjectBuilder traced(String type, String requestId, String span, String parentSpan) {
        return Messages.envelope(type).add("request_id", requestId).add("trace", Json.createObjectBuilder()
                .add("trace_id", TRACE_ID).add("span", span).add("parent_span", parentSpan));
    }

    private static void holdsTheEventsInOrder(JsonObject story, String httpSpan, String replySpan) {
        List<JsonObject> events = objects(story, "events");
        assertThat(events).extracting(event -> event.getString("event_type"))
                .containsExactly("http.request", "ws.message.in", "ws.message.out");
        assertThat(events).extracting(event -> event.getString("trace_span"))
                .containsExactly(httpSpan, MESSAGE, replySpan);
        assertThat(events).extracting(event -> event.getJsonNumber("sequence").longValue()).isSorted();
        assertThat(events.get(0).keySet()).containsExactlyInAnyOrder("offset_ms", "sequence", "id", "event_type",
                "timestamp", "timestamp_iso", "request_id", "trace_id", "trace_span", "client_id", "connection_id",
                "source", "data");
        assertThat(events).extracting(event -> event.getJsonNumber("offset_ms").bigDecimalValue()).isSorted();
        holdsTheOffsets(story, events);
    }

    private static void holdsTheOffsets(JsonObject story, List<JsonObject> events) {
        BigDecimal first = story.getJsonNumber("first_timestamp").bigDecimalValue();
        for (JsonObject event : events) {
            JsonNumber offset = event.getJsonNumber("offset_ms");
            assertThat(offset.bigDecimalValue().scale()).isEqualTo(3);
            assertThat(offset.bigDecimalValue()).isEqualByComparingTo(
                    event.getJsonNumber("timestamp").bigDecimalValue().subtract(first).movePointRight(3));
        }
        assertThat(events.get(2).getJsonNumber("offset_ms")).isEqualTo(story.getJsonNumber("duration_ms"));
        assertThat(events.get(0).getString("timestamp_iso")).isEqualTo(story.getString("first_timestamp_iso"));
        assertThat(events.get(2).getString("timestamp_iso")).isEqualTo(story.getString("last_timestamp_iso"));
    }

    private static void holdsTheSpansNested(JsonObject story, String httpSpan, String replySpan) {
        JsonObject call = only(objects(story, "spans"));
        JsonObject message = only(objects(call, "children"));
        JsonObject reply = only(objects(message, "children"));

        assertThat(call.getString("span")).isEqualTo(httpSpan);
        assertThat(call.getString("parent_span")).isEqualTo(CALLER);
        assertThat(call.getBoolean("parent_known")).isFalse();
        assertThat(message.getString("span")).isEqualTo(MESSAGE);
        assertThat(message.getBoolean("parent_known")).isTrue();
        assertThat(reply.getString("span")).isEqualTo(replySpan);
        assertThat(reply.getString("parent_span")).isEqualTo(MESSAGE);
        assertThat(objects(reply, "children")).isEmpty();
        assertThat(only(objects(reply, "events")).getString("event_type")).isEqualTo("ws.message.out");
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static List<JsonObject> objects(JsonObject parent, String member) {
        return parent.getJsonArray(member).getValuesAs(JsonObject.class);
    }

    private static List<String> texts(JsonObject story, String member) {
        return story.getJsonArray(member).getValuesAs(JsonString::getString);
    }

    @Test
    void looksAtAStoryWithoutBecomingPartOfIt() throws Exception {
        Api api = new Api(server);
        String requestId = UUID.randomUUID().toString();
        api.get(Api.ROOT + "/health", "X-Request-ID", requestId);

        for (int look = 0; look < 3; look++) {
            assertThat(api.get(CORRELATIONS + requestId).data().getInt("total_events")).isEqualTo(1);
        }
        api.get(CORRELATIONS + requestId, "X-Request-ID", requestId);
        JsonObject story = api.get(CORRELATIONS + requestId).data();

        assertThat(objects(story, "events")).extracting(event -> event.getJsonObject("data").getString("route"))
                .containsExactly("/api/v2/observability/health",
                        "/api/v2/observability/correlations/{request_id}");
    }

    @Test
    void eventsWithoutATraceAreInASpanWithoutAName() throws Exception {
        Api api = new Api(server);
        String requestId = UUID.randomUUID().toString();
        api.get(Api.ROOT + "/health", "X-Request-ID", requestId);

        JsonObject span = only(objects(api.get(CORRELATIONS + requestId).data(), "spans"));

        for (String member : List.of("span", "parent_span", "parent_known", "trace_id")) {
            assertThat(span.get(member)).as(member).isEqualTo(JsonValue.NULL);
        }
        assertThat(objects(span, "events")).hasSize(1);
    }

    @Test
    void aClientThatMakesACircleGetsAnAnswerAllTheSame() throws Exception {
        Api api = new Api(server);
        String requestId = UUID.randomUUID().toString();
        try (Client client = Client.enveloped(server, "hostile")) {
            for (String[] spans : new String[][] {{"a", "b"}, {"b", "a"}, {"self", "self"}, {"old span", "self"}}) {
                client.ask(traced("ping", requestId, spans[0], spans[1]).build().toString());
            }
            JsonObject story = api.await(CORRELATIONS + requestId,
                    answer -> answer.status() == 200 && answer.data().getInt("total_events") == 8).data();

            List<JsonObject> roots = objects(story, "spans");
            assertThat(roots).extracting(root -> root.getString("span")).containsExactly("a", "self");
            assertThat(objects(roots.get(1), "children")).extracting(child -> child.getString("span"))
                    .contains("old span");
        }
    }

    @ParameterizedTest
    @CsvSource({"caf%C3%A9, café", "a%20b, a b", "a%2Bb, a+b", "a+b, a+b", "%25, %", "a%3Bb, a;b"})
    void anIdIsPercentDecodedOnce(String encoded, String requestId) throws Exception {
        Api api = new Api(server);
        try (Client client = Client.enveloped(server, "ids")) {
            client.ask(Messages.envelope("ping").add("request_id", requestId).build().toString());

            Answer answer = api.get(CORRELATIONS + encoded);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.data().getString("request_id")).isEqualTo(requestId);
        }
    }

    @Test
    void anUnknownRequestIsNotFound() throws Exception {
        Answer answer = new Api(server).get(CORRELATIONS + UUID.randomUUID());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().getString("code")).isEqualTo("NOT_FOUND");
    }

    @Test
    void withoutAnIdThereIsNothing() throws Exception {
        assertThat(new Api(server).get(Api.ROOT + "/correlations").status()).isEqualTo(404);
        assertThat(new Api(server).get(CORRELATIONS).status()).isEqualTo(404);
    }

    @Test
    void storiesCanOnlyBeRead() throws Exception {
        assertThat(new Api(server).call("DELETE", CORRELATIONS + "mine").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%C2%85b", "%C2%9F", "TOO_LONG"})
    void anIdThatBreaksItsRuleIsNamed(String id) throws Exception {
        Answer answer = new Api(server).get(CORRELATIONS + (id.equals("TOO_LONG") ? "x".repeat(129) : id));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getString("code")).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("request_id");
    }

    @Test
    void isInTheOpenApiDocument() throws Exception {
        JsonObject document = Answer.parse(new Api(server).exchange("GET", "/openapi", "Accept", "application/json")
                .body());

        JsonObject call = document.getJsonObject("paths").getJsonObject(CORRELATIONS + "{request_id}")
                .getJsonObject("get");
        assertThat(call.getJsonArray("parameters").getValuesAs(JsonObject.class)).filteredOn(parameter ->
                parameter.getString("in").equals("path")).singleElement().satisfies(parameter ->
                assertThat(parameter.getBoolean("required")).isTrue());
        assertThat(call.getJsonObject("responses").keySet()).containsExactlyInAnyOrder("200", "404", "422");
        assertThat(call.toString()).contains("parent_known");
    }
}
