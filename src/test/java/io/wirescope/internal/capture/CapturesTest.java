package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.MessageText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapturesTest {

    private static final String JSON = "{\"type\":\"quote\",\"payload\":{\"price\":1}}";

    private final CaptureScene scene = new CaptureScene();

    private static boolean isMarked(ObservabilityEvent event) {
        return event.toJson().getBoolean("captured", false);
    }

    @Test
    void aPayloadIsKeptBesideItsEventAndNotInIt() {
        Capture capture = scene.start("\"client_id\":\"c\"");

        ObservabilityEvent event = scene.message(JSON);

        assertThat(isMarked(event)).isTrue();
        assertThat(event.toJson().getJsonObject("data").getBoolean("captured")).isTrue();
        assertThat(event.toJson().toString()).doesNotContain("price");
        assertThat(scene.read(capture)).singleElement().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(event.sequence());
            assertThat(message.text()).isEqualTo(JSON);
            assertThat(message.type()).isEqualTo("quote");
            assertThat(message.part()).isEqualTo(MessageText.MESSAGE);
            assertThat(message.cut()).isFalse();
        });
    }

    @Test
    void withoutCaptureNothingIsMarked() {
        assertThat(scene.message(JSON).toJson()).doesNotContainKey("captured");
    }

    @Test
    void onlyWhatIsSelectedIsKept() {
        Capture capture = scene.start("\"client_id\":\"c\",\"type\":\"quote\",\"direction\":\"in\"");

        assertThat(isMarked(scene.message("d", "quote", JSON))).isFalse();
        assertThat(isMarked(scene.message("c", "order", JSON))).isFalse();
        scene.message("c", "quote", JSON);

        assertThat(scene.read(capture)).hasSize(1);
        assertThat(capture.state().matched()).isEqualTo(1);
    }

    @Test
    void aCallHasItsRequestAndItsResponse() {
        Capture capture = scene.start("\"direction\":\"upstream\"");

        scene.tap.publishCall(scene.bus, EventType.UPSTREAM_REQUEST, new EventContext("r", null, "c", "k", "ws.client"),
                new InboundMessage("quote", 1, "x", 1), "quote", () -> List.of(
                        new MessageText(MessageText.REQUEST, "{\"a\":1}"), new MessageText(MessageText.RESPONSE, "{\"b\":1}")));

        assertThat(scene.read(capture)).extracting(CapturedMessage::part).containsExactly("request", "response");
        assertThat(scene.read(capture)).extracting(CapturedMessage::sequence).containsOnly(scene.events("upstream.request")
                .get(0).sequence());
    }

    @Test
    void aLongPayloadIsCutBetweenCharactersAfterItWasRedacted() {
        Capture capture = scene.start("\"client_id\":\"c\",\"max_payload_bytes\":16");

        scene.message("{\"password\":\"HUNTER2\"}");
        scene.message("{\"abcdefghi\":\"€€\"}"); // two bytes of the first € would be within 16

        assertThat(scene.read(capture)).extracting(CapturedMessage::text)
                .containsExactly("{\"password\":\"[re", "{\"abcdefghi\":\"");
        assertThat(scene.read(capture)).allMatch(CapturedMessage::cut);
        assertThat(capture.state().cut()).isEqualTo(2);
        assertThat(scene.read(capture).get(1).originalBytes()).isEqualTo(22);
    }

    @Test
    void whatIsNoJsonIsCountedOrKeptWithRaw() {
        Capture json = scene.start("\"client_id\":\"c\"");
        Capture raw = scene.start("\"client_id\":\"c\",\"raw\":true");

        scene.message("hello, token=HUNTER2");

        assertThat(json.state().droppedNotJson()).isEqualTo(1);
        assertThat(scene.read(json)).isEmpty();
        assertThat(scene.read(raw)).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("hello, token=[redacted]");
            assertThat(message.json()).isFalse();
            assertThat(message.redactedCount()).isEqualTo(1);
        });
    }

    @Test
    void whatIsOverTheBoundsIsCountedAndItsEventNotMarked() {
        Capture few = scene.start("\"client_id\":\"c\",\"max_messages\":1");
        Capture small = scene.start("\"client_id\":\"d\",\"max_total_bytes\":1024,\"max_payload_bytes\":1024");

        scene.message(JSON);
        assertThat(isMarked(scene.message(JSON))).isFalse();
        scene.message("d", "quote", "{\"x\":\"" + "y".repeat(900) + "\"}");
        scene.message("d", "quote", "{\"x\":\"" + "y".repeat(900) + "\"}");

        assertThat(few.state().droppedMaxMessages()).isEqualTo(1);
        assertThat(few.state().kept()).isEqualTo(1);
        assertThat(small.state().droppedMaxTotal()).isEqualTo(1);
        assertThat(small.state().matched()).isEqualTo(2);
    }

    @Test
    void theEleventhIsRefused() {
        for (int i = 0; i < Captures.MAX; i++) {
            scene.start("\"client_id\":\"c\"");
        }
        assertThatThrownBy(() -> scene.start("\"client_id\":\"c\"")).isInstanceOf(CaptureLimitException.class);

        scene.captures.delete(scene.captures.all().get(0), CaptureScene.CALLER);
        assertThat(scene.start("\"client_id\":\"c\"")).isNotNull();
    }

    @Test
    void allTogetherHaveABoundOfBytes() {
        CaptureScene tight = new CaptureScene("wirescope.capture.max-bytes", "1048576");
        tight.start("\"client_id\":\"c\",\"max_total_bytes\":1048576");

        assertThatThrownBy(() -> tight.start("\"client_id\":\"c\",\"max_total_bytes\":1024"))
                .isInstanceOf(CaptureLimitException.class).hasMessageContaining("wirescope.capture.max-bytes");
    }

    @Test
    void aCaptureEndsInTimeAndIsDeletedAfterwards() {
        Capture capture = scene.start("\"client_id\":\"c\",\"duration\":\"PT10S\"");
        scene.message(JSON);

        scene.pass(Duration.ofSeconds(10));
        assertThat(isMarked(scene.message(JSON))).isFalse();
        scene.captures.look();
        assertThat(capture.state().endedBecause()).isEqualTo("duration");
        assertThat(scene.read(capture)).hasSize(1);

        scene.pass(Duration.ofMinutes(15).minusMillis(1));
        assertThat(scene.captures.find(capture.id())).isPresent();
        scene.pass(Duration.ofMillis(1));
        assertThat(scene.captures.find(capture.id())).isEmpty();
    }

    @Test
    void oneThatIsStoppedKeepsNothingMore() {
        Capture capture = scene.start("\"client_id\":\"c\"");

        scene.captures.stop(capture, CaptureScene.CALLER);

        assertThat(isMarked(scene.message(JSON))).isFalse();
        assertThat(capture.state().endedBecause()).isEqualTo("stopped");
        assertThat(scene.captures.find(capture.id())).isPresent();
    }

    @Test
    void startEndReadingAndDeletionAreAudited() {
        Capture capture = scene.start("\"client_id\":\"c\"");
        scene.message(JSON);
        scene.read(capture);
        scene.captures.delete(capture, CaptureScene.CALLER);

        List<ObservabilityEvent> audits = scene.events("audit.capture");
        assertThat(audits).extracting(event -> event.data().toJson().getString("action"))
                .containsExactly("deleted", "ended", "read", "started");
        assertThat(audits).allSatisfy(event -> {
            assertThat(event.data().toJson().getString("capture_id")).isEqualTo(capture.id());
            assertThat(event.data().toJson().getString("subject")).isEqualTo("joe");
            assertThat(event.toJson().toString()).doesNotContain("price");
        });
        assertThat(audits.get(3).data().toJson().getString("reason")).isEqualTo("a test");
    }

    @Test
    void messagesAreReadInPages() {
        Capture capture = scene.start("\"client_id\":\"c\"");
        ObservabilityEvent second = null;
        for (int i = 1; i <= 5; i++) {
            ObservabilityEvent event = scene.message("{\"n\":" + i + "}");
            second = i == 2 ? event : second;
        }

        assertThat(scene.captures.read(capture, CaptureScene.CALLER, 2, null, 2)).extracting(CapturedMessage::number)
                .containsExactly(3, 4);
        assertThat(scene.captures.read(capture, CaptureScene.CALLER, 0, second.sequence(), 100))
                .extracting(CapturedMessage::text).containsExactly("{\"n\":2}");
    }

    @Test
    void aPageOfLongPayloadsIsShort() {
        Capture capture = scene.start("\"client_id\":\"c\",\"max_payload_bytes\":65536,\"max_total_bytes\":16777216");
        for (int i = 0; i < 100; i++) {
            scene.message("{\"x\":\"" + "y".repeat(60_000) + "\"}");
        }

        assertThat(scene.read(capture)).hasSizeBetween(60, 75);
    }

    /** A keeper that fails must not keep the message from its event. */
    @Test
    void aFailureOfTheKeeperLeavesTheEvent() {
        scene.tap.open((context, direction, type, texts) -> {
            throw new IllegalStateException("broken");
        });

        assertThat(scene.message(JSON).data().toJson()).doesNotContainKey("captured");
    }

    @Test
    void whatIsDeepIsHandledAsTheServerReadsIt() {
        Capture capture = scene.start("\"client_id\":\"c\"");

        scene.message("[".repeat(250) + "{\"password\":\"HUNTER2\"}" + "]".repeat(250));
        scene.message("[".repeat(5000) + "{\"password\":\"HUNTER2\"}" + "]".repeat(5000));

        assertThat(scene.read(capture)).singleElement().satisfies(message ->
                assertThat(message.text()).doesNotContain("HUNTER2").contains(TextMask.MASK));
        assertThat(capture.state().droppedNotJson()).isEqualTo(1);
        assertThat(JsonFormat.MAX_DEPTH).isLessThan(5000);
    }
}
