package io.wirescope.internal.rest.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.description.OpenApiDocument;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.Correlation;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The story of a request as JSON. */
class CorrelationViewTest {

    private static final long START = 1_755_308_219_923_393L;

    private static ObservabilityEvent event(long sequence, long micros, TraceContext trace, String clientId,
            String connectionId, String source) {
        return new ObservabilityEvent(sequence, "bus", null, "ws.message.in", micros,
                new EventContext("mine", trace, clientId, connectionId, source),
                EventData.of(JsonFormat.object().add("type", "ping").build()));
    }

    private static JsonObject json(List<ObservabilityEvent> events) throws Exception {
        CorrelationView view = CorrelationView.of(new Correlation("mine", events, false));
        return JsonFormat.read(new JsonbResolver().getContext(CorrelationView.class).toJson(view)).asJsonObject();
    }

    private static JsonObject story() throws Exception {
        return json(List.of(
                event(1, START, null, null, null, "http"),
                event(2, START + 1_500, new TraceContext("t", "a", null), "alice", "n1", "ws.client"),
                event(3, START + 2_750, new TraceContext("t", "b", "a"), "bob", "n2", "ws.client"),
                event(4, START + 2_751, new TraceContext("u", "c", "z"), "alice", "n1", "ws.client")));
    }

    @Test
    void sumsTheStoryUp() throws Exception {
        JsonObject story = story();

        assertThat(story.getString("request_id")).isEqualTo("mine");
        assertThat(story.getInt("total_events")).isEqualTo(4);
        assertThat(story.getJsonNumber("first_timestamp")).hasToString("1755308219.923393");
        assertThat(story.getString("first_timestamp_iso")).isEqualTo("2025-08-16T01:36:59.923393+00:00");
        assertThat(story.getJsonNumber("last_timestamp")).hasToString("1755308219.926144");
        assertThat(story.getString("last_timestamp_iso")).isEqualTo("2025-08-16T01:36:59.926144+00:00");
        assertThat(story.getJsonNumber("duration_ms")).hasToString("2.751");
        assertThat(texts(story, "sources")).containsExactly("http", "ws.client");
        assertThat(texts(story, "clients")).containsExactly("alice", "bob");
        assertThat(texts(story, "connections")).containsExactly("n1", "n2");
        assertThat(texts(story, "trace_ids")).containsExactly("t", "u");
        assertThat(story.getBoolean("truncated")).isFalse();
    }

    private static List<String> texts(JsonObject story, String member) {
        return story.getJsonArray(member).getValuesAs(JsonString::getString);
    }

    @Test
    void tellsHowLateEachEventWas() throws Exception {
        assertThat(objects(story(), "events")).extracting(event -> event.getJsonNumber("offset_ms").toString())
                .containsExactly("0.000", "1.500", "2.750", "2.751");
    }

    @Test
    void anEventIsAsInAQuery() throws Exception {
        ObservabilityEvent event = event(2, START, new TraceContext("t", "a", null), "alice", "n1", "ws.client");
        JsonObject usual = event.toJson();

        JsonObject told = objects(json(List.of(event)), "events").get(0);

        assertThat(told).containsAllEntriesOf(usual).hasSize(usual.size() + 1);
    }

    @Test
    void tellsTheSpansAsATree() throws Exception {
        List<JsonObject> roots = objects(story(), "spans");

        assertThat(roots).hasSize(3);
        assertThat(roots.get(0).get("span")).isEqualTo(JsonValue.NULL);
        assertThat(roots.get(0).get("trace_id")).isEqualTo(JsonValue.NULL);
        assertThat(roots.get(0).get("parent_known")).isEqualTo(JsonValue.NULL);

        JsonObject a = roots.get(1);
        assertThat(a.getString("span")).isEqualTo("a");
        assertThat(a.getString("trace_id")).isEqualTo("t");
        assertThat(a.get("parent_span")).isEqualTo(JsonValue.NULL);
        assertThat(a.getJsonNumber("started_offset_ms")).hasToString("1.500");
        assertThat(a.getJsonNumber("ended_offset_ms")).hasToString("1.500");
        assertThat(objects(a, "events")).containsExactly(
                JsonFormat.object().add("sequence", 2).add("event_type", "ws.message.in").build());

        JsonObject b = objects(a, "children").get(0);
        assertThat(b.getString("parent_span")).isEqualTo("a");
        assertThat(b.getBoolean("parent_known")).isTrue();
        assertThat(objects(b, "children")).isEmpty();

        assertThat(roots.get(2).getString("parent_span")).isEqualTo("z");
        assertThat(roots.get(2).getBoolean("parent_known")).isFalse();
    }

    private static List<JsonObject> objects(JsonObject parent, String member) {
        return parent.getJsonArray(member).getValuesAs(JsonObject.class);
    }

    @Test
    void theDeepestTreeCanBeReadByOurselves() throws Exception {
        List<ObservabilityEvent> chain = new ArrayList<>();
        LongStream.rangeClosed(1, EventQuery.MAX_LIMIT).forEach(i -> chain.add(
                event(i, START + i, new TraceContext("t", "s" + i, "s" + (i - 1)), "alice", "n1", "ws.client")));

        JsonObject story = json(chain); // JsonFormat refuses what nests deeper than 256

        assertThat(objects(story, "spans")).hasSize(10);
    }

    @Test
    void theExampleHasTheMembersThatAnswersHave() throws Exception {
        JsonObject example = JsonFormat.read(OpenApiDocument.inSource().sharedExample("Correlation")).asJsonObject()
                .getJsonObject("data");
        JsonObject answer = story();

        assertThat(example.keySet()).isEqualTo(answer.keySet());
        assertThat(objects(example, "events").get(0).keySet()).isEqualTo(objects(answer, "events").get(0).keySet());
        assertThat(objects(example, "spans").get(0).keySet()).isEqualTo(objects(answer, "spans").get(0).keySet());
    }
}
