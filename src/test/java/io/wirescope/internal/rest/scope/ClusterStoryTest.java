package io.wirescope.internal.rest.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.Correlation;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventQuery;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.SpanNode;
import io.wirescope.internal.nodes.TestNode;
import io.wirescope.internal.rest.view.CorrelationView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterStoryTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final ScopeNodes nodes = new ScopeNodes();

    private static void publish(TestNode node, String span, String parent) {
        node.gateway().clock().advance(Duration.ofMillis(1));
        node.gateway().bus().publish("test", new EventContext("r", new TraceContext(TRACE, span, parent), "c", "x", "s"),
                JsonFormat.object().add("span", span).build());
    }

    @Test
    void spansOfTwoServersAreOneTree() {
        publish(nodes.a, "00f067aa0ba90201", null);
        publish(nodes.b, "00f067aa0ba90202", "00f067aa0ba90201");
        publish(nodes.a, "00f067aa0ba90203", "00f067aa0ba90202");

        Correlation story = new ClusterStory(nodes.cluster()).find("r").correlation().orElseThrow();

        assertThat(story.events()).extracting(ObservabilityEvent::busId).containsExactlyInAnyOrder("a", "b", "a");
        assertThat(story.spans().roots()).hasSize(1);
        SpanNode root = story.spans().roots().get(0);
        assertThat(root.span()).isEqualTo("00f067aa0ba90201");
        assertThat(root.children().get(0).children().get(0).span()).isEqualTo("00f067aa0ba90203");
        CorrelationView view = CorrelationView.of(story, null, ObservabilityEvent::busId);
        assertThat(view.spans().get(0).children().get(0).events().get(0).node()).isEqualTo("b");
        assertThat(view.events()).allSatisfy(event -> assertThat(event.getString("node")).isIn("a", "b"));
    }

    @Test
    void anEventIsTheSameAfterItsWay() {
        publish(nodes.a, "00f067aa0ba90201", "opaque");
        ObservabilityEvent event = nodes.a.gateway().events("test").get(0);

        ObservabilityEvent read = StoryEvents.read(StoryEvents.write(event, "a"));

        assertThat(read.toJson()).isEqualTo(event.toJson());
        assertThat(read.context()).isEqualTo(event.context());
    }

    @Test
    void aRequestThatNobodyKnowsHasNoStory() {
        ClusterStory.Story story = new ClusterStory(nodes.cluster()).find("unknown");

        assertThat(story.correlation()).isEmpty();
        assertThat(story.nodes().answered()).containsExactly("a", "b");
    }

    @Test
    void itIsCutAtTheFirstThousand() {
        TestNode third = nodes.node("c");
        for (int i = 0; i < EventQuery.MAX_LIMIT / 3 + 1; i++) {
            publish(nodes.a, "00f067aa0ba90201", null);
            publish(nodes.b, "00f067aa0ba90202", null);
            publish(third, "00f067aa0ba90203", null);
        }

        Correlation story = new ClusterStory(nodes.cluster()).find("r").correlation().orElseThrow();

        assertThat(story.events()).hasSize(Correlation.MAX_EVENTS);
        assertThat(story.truncated()).isTrue();
    }
}
