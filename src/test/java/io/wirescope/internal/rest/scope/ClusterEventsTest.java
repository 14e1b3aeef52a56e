package io.wirescope.internal.rest.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.nodes.TestNode;
import io.wirescope.internal.rest.request.QueryParameters;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterEventsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ScopeNodes nodes = new ScopeNodes();

    private void publish(TestNode node, int second) {
        node.gateway().bus().publishAll(List.of(new EventDraft("test", null, START.plusSeconds(second),
                EventContext.of("test"), EventData.of(JsonFormat.object().add("n", second).build()))));
    }

    private Answer query(String query) {
        return new ClusterEvents(nodes.cluster()).query(query, new QueryParameters(new Query(query)));
    }

    private static String seen(Answer answer) {
        return answer.data().getJsonArray("events").getValuesAs(JsonObject.class).stream()
                .map(event -> event.getString("node") + event.getJsonObject("data").getInt("n"))
                .collect(Collectors.joining(" "));
    }

    @Test
    void eventsAreMergedByTime() {
        publish(nodes.a, 1);
        publish(nodes.b, 2);
        publish(nodes.a, 3);
        publish(nodes.b, 3);

        assertThat(seen(query("event_type=test&descending=false"))).isEqualTo("a1 b2 a3 b3");
        assertThat(seen(query("event_type=test"))).isEqualTo("b3 a3 b2 a1");
        assertThat(seen(query("event_type=test&limit=2"))).isEqualTo("b3 a3");
    }

    @Test
    void pagesHaveEachEventOnceAlsoThoseThatComeMeanwhile() {
        for (int i = 0; i < 5; i++) {
            publish(nodes.a, i);
        }
        publish(nodes.b, 9);
        String after = "";
        StringBuilder all = new StringBuilder();
        for (int page = 0; page < 6; page++) {
            Answer answer = query("event_type=test&descending=false&limit=2&after=" + after);
            all.append(seen(answer)).append(' ');
            after = answer.data().getString("next_after");
            if (page == 1) {
                publish(nodes.b, 10);
            }
        }

        assertThat(all.toString().strip().replaceAll(" +", " ")).isEqualTo("a0 a1 a2 a3 a4 b9 b10");
    }

    @Test
    void theOrderOfOneServerStaysWhereItsClockWasSet() {
        publish(nodes.a, 5);
        publish(nodes.a, 1);
        publish(nodes.b, 3);

        assertThat(seen(query("event_type=test&descending=false"))).isEqualTo("b3 a5 a1");
    }

    @Test
    void ofAServerThatDoesNotAnswerThePlaceStays() {
        publish(nodes.a, 1);
        publish(nodes.b, 2);
        String after = query("event_type=test&descending=false").data().getString("next_after");
        publish(nodes.b, 3);
        nodes.engine.away(true);

        Answer alone = query("event_type=test&descending=false&after=" + after);
        assertThat(alone.nodes().missing()).containsExactly("b");
        assertThat(alone.data().getString("next_after").split(",")[1]).isEqualTo(after.split(",")[1]);
        nodes.engine.away(false);

        assertThat(seen(query("event_type=test&descending=false&after="
                + alone.data().getString("next_after")))).isEqualTo("b3");
    }

    @Test
    void aServersAnswerIsBounded() {
        String large = "x".repeat(EventPages.MAX_CHARS / 4);
        for (int i = 0; i < 10; i++) {
            nodes.b.gateway().bus().publishAll(List.of(new EventDraft("test", null, START.plusSeconds(i),
                    EventContext.of("test"), EventData.of(JsonFormat.object().add("n", i)
                            .add("text", large).build()))));
        }
        publish(nodes.a, 100);
        String after = "";
        StringBuilder all = new StringBuilder();
        for (int page = 0; page < 5; page++) {
            Answer answer = query("event_type=test&descending=false&after=" + after);
            assertThat(answer.nodes().missing()).isEmpty();
            all.append(seen(answer)).append(' ');
            after = answer.data().getString("next_after");
        }

        assertThat(all.toString().strip().replaceAll(" +", " ")).isEqualTo("b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 a100");
        assertThat(query("event_type=test&descending=false").data().getInt("total_returned")).isLessThan(10);
    }

    @Test
    void oneServerCanBeAskedOfAnother() {
        publish(nodes.a, 1);
        publish(nodes.b, 2);

        assertThat(seen(query("event_type=test&node=b"))).isEqualTo("b2");
        assertThat(seen(query("event_type=test&node=a"))).isEqualTo("a1");
        assertThat(query("event_type=test&node=b").nodes().answered()).containsExactly("b");
        assertThat(query("event_type=test&node=gone").nodes().missing()).containsExactly("gone");
        assertThatThrownBy(() -> query("node=a,b")).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void rubbishIsMissing() {
        nodes.b.answering("unknown", "");
        TestNode c = new TestNode("c", nodes.engine).join().answering("events", "{\"events\":[{}],\"cut\":false,"
                + "\"oldest\":1,\"newest\":1,\"next_after\":1}");
        publish(nodes.a, 1);

        Answer answer = query("event_type=test");

        assertThat(answer.nodes().missing()).containsExactly("c");
        assertThat(answer.nodes().answered()).containsExactly("a", "b");
        assertThat(c.nodes().living()).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "a", "a:", ":1", "a:1;b:2", "a:-1", "a:1,", "a b:1", "a:12345678901234567"})
    void placesThatWereNotGivenAreRefused(String after) {
        assertThatThrownBy(() -> EventPlaces.read("after", after)).isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("after");
    }
}
