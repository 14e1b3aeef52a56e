package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over a stream, to the byte (WHATWG HTML, section 9.2.5). */
class EventStreamFramesTest {

    private static final EventContext CONTEXT = new EventContext("r-1",
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", null), "alice", "c-1", "ws.client");

    private final EventStreamFrames frames = new EventStreamFrames();

    private static ObservabilityEvent event(long sequence, EventContext context, EventData data) {
        return new ObservabilityEvent(sequence, "bus", null, "test.event", 1_755_308_219_923_393L, context, data);
    }

    private static ObservabilityEvent event(String text) {
        return event(7, EventContext.of(text), EventData.of(JsonFormat.object().add("text", text).build()));
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    private static JsonObject data(byte[] frame) {
        List<String> lines = text(frame).lines().filter(line -> line.startsWith("data: ")).toList();
        assertThat(lines).hasSize(1);
        try (var reader = Json.createReader(new StringReader(lines.get(0).substring("data: ".length())))) {
            return reader.readObject();
        }
    }

    @Test
    void anEventHasItsSequenceAsIdAndNoNameAndItsJsonOnOneLine() {
        byte[] frame = frames.event(event(7, CONTEXT, EventData.of(JsonFormat.object().add("n", 1).build())));

        assertThat(text(frame)).isEqualTo("id: 7\ndata: {\"sequence\":7,\"id\":\"bus-7\","
                + "\"event_type\":\"test.event\",\"timestamp\":1755308219.923393,"
                + "\"timestamp_iso\":\"2025-08-16T01:36:59.923393+00:00\",\"request_id\":\"r-1\","
                + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"trace_span\":\"00f067aa0ba902b7\","
                + "\"client_id\":\"alice\",\"connection_id\":\"c-1\",\"source\":\"ws.client\","
                + "\"data\":{\"n\":1}}\n\n");
    }

    @Test
    void anEventIsTheSameJsonAsInTheAnswerToAQuery() {
        ObservabilityEvent event = event(7, EventContext.of("http"), EventData.of(JsonFormat.object().build()));

        assertThat(text(frames.event(event))).contains("data: "
                + event.toJson() + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\rb", "\n\n", "\n\nevent: gap\ndata: x\n\n", "a\u0085b", "a\u2028b",
        "\u0000", "\ufeff", "\ud83d\ude00"})
    void noTextBreaksAFrame(String text) {
        byte[] frame = frames.event(event(text));

        assertThat(text(frame)).endsWith("\n\n").doesNotContain("\r");
        assertThat(text(frame).strip()).doesNotContain("\n\n");
        assertThat(text(frame).lines().map(line -> line.substring(0, line.indexOf(':') + 1)).filter(n -> !n.isEmpty()))
                .containsExactly("id:", "data:");
        assertThat(data(frame).getJsonObject("data").getString("text")).isEqualTo(text);
        assertThat(data(frame).getString("source")).isEqualTo(text);
    }

    @Test
    void dataOfSeveralLinesIsAsManyLinesOfData() {
        assertThat(EventStreamFrames.dataLines("{\n \"a\": 1\r\n}\r ")).isEqualTo("data: {\ndata:  \"a\": 1\ndata: }\ndata:  \n");
    }

    @Test
    void readersOfOneEventShareItsBytes() {
        ObservabilityEvent event = event("shared");
        ObservabilityEvent newer = event(7 + 256, EventContext.of("t"), EventData.of(JsonFormat.object().build()));

        byte[] first = frames.event(event);
        assertThat(frames.event(event)).isSameAs(first);
        assertThat(text(frames.event(newer))).startsWith("id: 263\n");
        assertThat(frames.event(event)).isEqualTo(first);
    }

    @Test
    void aLargeEventIsNotKept() {
        ObservabilityEvent large = event("x".repeat(5_000));

        byte[] first = frames.event(large);

        assertThat(frames.event(large)).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void anEventWhoseClassIsIncompleteIsAGapToo() {
        byte[] frame = frames.event(event(7, CONTEXT, () -> {
            throw new NoClassDefFoundError("gone");
        }));

        assertThat(text(frame)).isEqualTo("event: gap\nid: 7\ndata: {\"first\":7,\"last\":7}\n\n");
    }

    @Test
    void anEventThatHasNoJsonIsToldAsAGapSoThatItsReaderGoesOn() {
        byte[] frame = frames.event(event(7, CONTEXT, () -> {
            throw new IllegalStateException("no JSON for this");
        }));

        assertThat(text(frame)).isEqualTo("event: gap\nid: 7\ndata: {\"first\":7,\"last\":7}\n\n");
    }

    @Test
    void aGapHasItsLastSequenceAsIdSoThatItsReaderComesBackBehindIt() {
        assertThat(text(frames.gap(3, 9))).isEqualTo("event: gap\nid: 9\ndata: {\"first\":3,\"last\":9}\n\n");
    }

    @Test
    void theGreetingTellsWhenToComeBackAndFromWhere() {
        assertThat(text(frames.greeting(42))).isEqualTo("retry: 2000\nid: 42\n\n");
    }

    @Test
    void aKeepAliveIsACommentAndTellsHowFarTheReaderIsWhenThatIsNews() {
        assertThat(text(frames.keepAlive())).isEqualTo(": keep-alive\n\n");
        assertThat(text(frames.keepAlive(42))).isEqualTo(": keep-alive\nid: 42\n\n");
    }
}
