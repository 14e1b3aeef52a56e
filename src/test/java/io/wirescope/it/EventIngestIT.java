package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EventIngestIT {

    private static final String PLAIN = "application/json";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE_ID + "-b7ad6b7169203331-01";
    private static final byte[] TEN_MEBIBYTES = ("{\"event_type\":\"a.large\",\"data\":{\"text\":\""
            + "x".repeat(10 << 20) + "\"}}").getBytes(StandardCharsets.UTF_8);

    @ArquillianResource
    private URI server;

    private Api api;
    private Producer producer;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
        producer = new Producer(server);
    }

    private JsonObject only(String query) throws Exception {
        List<JsonObject> events = api.events(query, 1);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private void assertNone(String eventType) throws Exception {
        assertThat(api.get(Api.ROOT + "/events?event_type=" + eventType).data().getInt("total_returned")).isZero();
    }

    @Test
    void oneEventIsFoundAsItWasPublished() throws Exception {
        Answer answer = producer.post(PLAIN, """
                {"event_type": "inference.audit", "id": "audit-1", "timestamp": "2025-08-16T01:36:59.923393Z",
                 "request_id": "single", "trace_id": "0af7651916cd43dd8448eb211c80319c",
                 "trace_span": "00f067aa0ba902b7", "client_id": "alice", "connection_id": "c-1",
                 "source": "fraud-model", "data": {"model": "fraud-7", "latency_ms": 12, "score": 0.97,
                 "tags": ["\u00e4", null, {"deep": 1e3}]}}""");

        long sequence = Producer.sequences(answer, 1).get(0);
        JsonObject event = only("request_id=single");
        assertThat(event.getJsonNumber("sequence").longValueExact()).isEqualTo(sequence);
        assertThat(event.getString("id")).isEqualTo("audit-1");
        assertThat(event.getString("event_type")).isEqualTo("inference.audit");
        assertThat(event.getJsonNumber("timestamp")).hasToString("1755308219.923393");
        assertThat(event.getString("timestamp_iso")).isEqualTo("2025-08-16T01:36:59.923393+00:00");
        assertThat(event.getString("trace_id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(event.getString("trace_span")).isEqualTo("00f067aa0ba902b7");
        assertThat(event.getString("client_id")).isEqualTo("alice");
        assertThat(event.getString("connection_id")).isEqualTo("c-1");
        assertThat(event.getString("source")).isEqualTo("fraud-model");
        assertThat(event.getJsonObject("data").getString("model")).isEqualTo("fraud-7");
        assertThat(event.getJsonObject("data").getJsonArray("tags").getString(0)).isEqualTo("\u00e4");
    }

    @Test
    void anArrayBelongsToTheRequestAndItsTrace() throws Exception {
        Answer answer = producer.post(PLAIN, "[{\"event_type\":\"it.first\"},{\"event_type\":\"it.second\"}]",
                "X-Request-ID", "array", "traceparent", TRACEPARENT);

        List<Long> sequences = Producer.sequences(answer, 2);
        List<JsonObject> events = api.events("request_id=array&descending=false", 3);
        assertThat(events).extracting(event -> event.getString("event_type"))
                .containsExactly("it.first", "it.second", "http.request");
        assertThat(events).allMatch(event -> event.getString("trace_id").equals(TRACE_ID));
        assertThat(events.get(0).getJsonNumber("sequence").longValueExact()).isEqualTo(sequences.get(0));
        assertThat(events.get(1).getJsonNumber("sequence").longValueExact()).isEqualTo(sequences.get(1));
    }

    @Test
    void thePostIsAnEventItself() throws Exception {
        producer.post(PLAIN, "{\"event_type\":\"it.audited\"}", "X-Request-ID", "audited");

        JsonObject data = only("request_id=audited&event_type=http.request").getJsonObject("data");
        assertThat(data.getString("method")).isEqualTo("POST");
        assertThat(data.getString("route")).isEqualTo("/api/v2/observability/events");
        assertThat(data.getInt("status")).isEqualTo(202);
    }

    @Test
    void aStructuredCloudEvent() throws Exception {
        Producer.sequences(producer.post(STRUCTURED + "; charset=UTF-8", """
                {"specversion": "1.0", "id": "rebuild-17", "source": "/caches/features",
                 "type": "com.example.cache.rebuild", "time": "2025-08-16T03:36:59.5+02:00",
                 "traceparent": "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
                 "requestid": "structured", "data": {"entries": 52113}}""", "traceparent", TRACEPARENT), 1);

        JsonObject event = only("request_id=structured&trace_id=0af7651916cd43dd8448eb211c80319c");
        assertThat(event.getString("event_type")).isEqualTo("com.example.cache.rebuild");
        assertThat(event.getString("id")).isEqualTo("rebuild-17");
        assertThat(event.getString("source")).isEqualTo("/caches/features");
        assertThat(event.getString("timestamp_iso")).isEqualTo("2025-08-16T01:36:59.500000+00:00");
        assertThat(event.getString("trace_span")).isEqualTo("00f067aa0ba902b7");
        assertThat(event.getJsonObject("data").getInt("entries")).isEqualTo(52113);
    }

    @Test
    void aBatchOfCloudEvents() throws Exception {
        Producer.sequences(producer.post(BATCH, """
                [{"specversion": "1.0", "id": "1", "source": "/a", "type": "it.batched", "data": {"n": 1}},
                 {"specversion": "1.0", "id": "2", "source": "/b", "type": "it.batched",
                  "data_base64": "eyJuIjoyfQ=="}]"""), 2);

        assertThat(api.events("event_type=it.batched&descending=false", 2))
                .extracting(event -> event.getJsonObject("data").getInt("n")).containsExactly(1, 2);
    }

    @Test
    void aCloudEventInBinaryForm() throws Exception {
        Producer.sequences(producer.post(PLAIN, "{\"entries\":52113}", "ce-specversion", "1.0",
                "ce-id", "Euro%20%E2%82%AC", "ce-source", "/caches/features", "ce-type", "cache.rebuild",
                "ce-time", "2025-08-16T01:36:59Z", "ce-requestid", "binary", "ce-traceparent", TRACEPARENT), 1);

        JsonObject event = only("request_id=binary");
        assertThat(event.getString("event_type")).isEqualTo("cache.rebuild");
        assertThat(event.getString("id")).isEqualTo("Euro \u20ac");
        assertThat(event.getString("trace_id")).isEqualTo(TRACE_ID);
        assertThat(event.getString("trace_span")).isEqualTo("b7ad6b7169203331");
        assertThat(event.getJsonObject("data").getInt("entries")).isEqualTo(52113);
    }

    @Test
    void aCloudEventInBinaryFormWithoutData() throws Exception {
        Producer.sequences(producer.post(BodyPublishers.noBody(), "ce-specversion", "1.0", "ce-id", "1",
                "ce-source", "/a", "ce-type", "it.dataless"), 1);

        assertThat(only("event_type=it.dataless").getJsonObject("data")).isEmpty();
    }

    @Test
    void aThousandAndNoMore() throws Exception {
        String event = "{\"event_type\":\"it.many\"}";
        List<Long> sequences = Producer.sequences(producer.post(PLAIN,
                "[" + String.join(",", Collections.nCopies(1000, event)) + "]"), 1000);
        assertThat(sequences).isSorted().doesNotHaveDuplicates();

        Answer refused = producer.post(PLAIN, "[" + String.join(",", Collections.nCopies(1001, event)
                .stream().map(it -> it.replace("many", "too_many")).toList()) + "]");
        Producer.isRefused(refused, 422, "VALIDATION_ERROR");
        assertThat(refused.error().getJsonObject("details").getString("parameter")).isEqualTo("body");
        assertThat(refused.error().getString("message")).isEqualTo("body must hold 1 to 1000 events");
        assertNone("it.too_many");
    }

    @Test
    void oneBadInTheMiddlePublishesNothing() throws Exception {
        List<String> events = new ArrayList<>(Collections.nCopies(9, "{\"event_type\":\"it.unlucky\"}"));
        events.set(4, "{\"event_type\":\"it.unlucky\",\"data\":\"no object\"}");

        Producer.isInvalid(producer.post(PLAIN, "[" + String.join(",", events) + "]"), 4, "data");
        assertNone("it.unlucky");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}                                                                    | event_type",
        "{\"event_type\":\"Not.Valid\"}                                        | event_type",
        "{\"event_type\":\"it.bad\",\"timestamp\":\"30000-01-01T00:00:00Z\"}   | timestamp",
        "{\"event_type\":\"it.bad\",\"timestamp\":884541513600}                | timestamp",
        "{\"event_type\":\"it.bad\",\"timestamp\":1e-999999999}                | timestamp",
        "{\"event_type\":\"it.bad\",\"data\":[]}                               | data",
        "{\"event_type\":\"it.bad\",\"trace_id\":\"x\"}                        | trace_id",
        "{\"event_type\":\"it.bad\",\"client_id\":5}                           | client_id"})
    void aBadEventIsReportedWithItsMember(String event, String member) throws Exception {
        Producer.isInvalid(producer.post(PLAIN, event), 0, member);
        assertNone("it.bad");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`\"specversion\":\"1.0\",\"source\":\"/a\",\"type\":\"it.bad\"` | id",
        "`\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"it.bad\"` | specversion",
        "`\"id\":\"1\",\"source\":\"/a\",\"type\":\"it.bad\"` | specversion",
        "`\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\"` | type",
        "`\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"it.Bad\"` | type",
        "`\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"it.bad\",\"data\":5` | data"})
    void aBadCloudEventIsReportedWithItsAttribute(String members, String attribute) throws Exception {
        Producer.isInvalid(producer.post(STRUCTURED, "{" + members + "}"), 0, attribute);
        Producer.isInvalid(producer.post(BATCH, "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\","
                + "\"type\":\"it.bad\"},{" + members + "}]"), 1, attribute);
        assertNone("it.bad");
    }

    @Test
    void aBadCloudEventInBinaryFormIsReportedWithItsAttribute() throws Exception {
        Producer.isInvalid(producer.post(PLAIN, "{}", "ce-specversion", "1.0", "ce-source", "/a", "ce-type", "it.bad"),
                0, "id");
        Producer.isInvalid(producer.post(PLAIN, "{}", "ce-specversion", "0.3", "ce-id", "1", "ce-source", "/a",
                "ce-type", "it.bad"), 0, "specversion");
        Producer.isInvalid(producer.post(PLAIN, "{}", "ce-specversion", "1.0", "ce-id", "%C0%A0", "ce-source", "/a",
                "ce-type", "it.bad"), 0, "id");
        assertNone("it.bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "{\"event_type\":\"it.bad\",}", "[{\"event_type\":\"it.bad\"}"})
    void invalidJsonIsReportedWithItsPosition(String body) throws Exception {
        Answer answer = producer.post(PLAIN, body);

        Producer.isRefused(answer, 400, "INVALID_JSON");
        assertThat(answer.error().getJsonObject("details")).containsOnlyKeys("line", "column", "offset");
        assertNone("it.bad");
    }

    @Test
    void whatIsNoUtf8IsNoJson() throws Exception {
        byte[] body = "{\"event_type\":\"it.bad\",\"id\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);

        Producer.isRefused(producer.post(BodyPublishers.ofByteArray(body), "Content-Type", PLAIN), 400, "INVALID_JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/cloudevents+avro", "application/json; charset=iso-8859-1"})
    void anotherContentTypeIsRefusedAndTheRightOnesNamed(String contentType) throws Exception {
        Answer answer = producer.post(contentType, "{\"event_type\":\"it.bad\"}");

        Producer.isRefused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(answer.error().getString("message")).contains(PLAIN, STRUCTURED, BATCH);
        assertNone("it.bad");
    }

    @Test
    void noContentTypeIsRefused() throws Exception {
        Producer.isRefused(producer.post(BodyPublishers.ofString("{\"event_type\":\"it.bad\"}")), 415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "application/json; charset", "a/b/c"})
    void aBrokenContentTypeIsTheCallersFault(String contentType) throws Exception {
        assertThat(producer.post(contentType, "{}").status()).isBetween(400, 499);
    }

    @Test
    void aBodyOverTheLimitIsRefusedAndTheServerServesOn() throws Exception {
        Producer.isRefused(producer.post(BodyPublishers.ofByteArray(TEN_MEBIBYTES), "Content-Type", PLAIN), 413,
                "PAYLOAD_TOO_LARGE");
        Producer.isRefused(producer.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TEN_MEBIBYTES)),
                "Content-Type", PLAIN), 413, "PAYLOAD_TOO_LARGE");
        assertNone("a.large");

        Producer.sequences(producer.post(PLAIN, "{\"event_type\":\"it.after\"}"), 1);
        assertThat(only("event_type=it.after").getString("event_type")).isEqualTo("it.after");
    }

    @Test
    void aBodyAtTheLimitIsAccepted() throws Exception {
        String event = "{\"event_type\":\"it.limit\",\"data\":{\"text\":\"" + "x".repeat(60_000) + "\"}}";
        String body = "[" + event + "]";

        Producer.sequences(producer.post(PLAIN, body + " ".repeat((1 << 20) - body.length())), 1);
        assertThat(only("event_type=it.limit").getJsonObject("data").getString("text")).hasSize(60_000);
    }

    @Test
    void theOpenApiDocumentShowsEachFormAndEachAnswer() throws Exception {
        String document = api.exchange("GET", "/openapi", "Accept", "application/json").body();

        JsonObject post = Answer.parse(document).getJsonObject("paths").getJsonObject(Api.ROOT + "/events")
                .getJsonObject("post");
        JsonObject content = post.getJsonObject("requestBody").getJsonObject("content");
        for (String type : new String[] {PLAIN, STRUCTURED, BATCH}) {
            assertThat(content.getJsonObject(type).getJsonObject("examples")).as(type).isNotEmpty();
        }
        assertThat(post.getJsonObject("responses")).containsKeys("202", "400", "413", "415", "422");
    }
}
