package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A secret that is planted anywhere in a payload is in nothing that a capture, an event or a log shows. */
class SecretsStayInsideTest {

    private static final String SECRET = "HUNTER2-4711";

    /** What is wrapped around a secret, one layer after the other. */
    private enum Layer { OBJECT, ARRAY, TEXT, ECHO, BESIDE }

    @Provide
    Arbitrary<List<Layer>> layers() {
        return Arbitraries.of(Layer.class).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("password", "Passwd", "client_secret", "accessToken", "X-API-Key", "apikey", "authorization",
                "aws.credentials", "Set-Cookie", "private-key", "BEARER", "session_id");
    }

    private static JsonValue planted(String name, List<Layer> layers, JsonValue secret) {
        JsonValue value = JsonFormat.object().add(name, secret).add("other", 1).build();
        for (Layer layer : layers) {
            value = switch (layer) {
                case OBJECT -> JsonFormat.object().add("a", 1).add("in", value).build();
                case ARRAY -> JsonFormat.array().add("x").add(value).build();
                case TEXT -> JsonFormat.string(JsonFormat.write(value).length() < 4000 ? JsonFormat.write(value)
                        : JsonFormat.write(JsonFormat.object().add(name, secret).build()));
                case ECHO -> JsonFormat.object().add("original_message", value).build();
                case BESIDE -> JsonFormat.object().add("list", JsonFormat.array().add(value).add(value)).build();
            };
            if (JsonFormat.write(value).length() > 20_000) {
                break;
            }
        }
        return value;
    }

    @Property(tries = 500)
    void aSecretNeverLeaves(@ForAll("names") String name, @ForAll("layers") List<Layer> layers, @ForAll boolean raw,
            @ForAll @IntRange(max = 40) int broken) {
        JsonValue payload = planted(name, layers, JsonFormat.object().add("deep", JsonFormat.array().add(SECRET)).build());
        JsonValue message = JsonFormat.object().add("type", "quote").add("payload", payload).build();
        String text = JsonFormat.write(message);

        everyExit(text, raw);
        if (!layers.contains(Layer.TEXT)) { // of broken JSON in broken JSON, names still stand before their values
            everyExit(text.substring(0, text.length() - Math.min(broken, text.length() - 1)), raw);
        }
    }

    @Property(tries = 200)
    void whatAPointerNamesNeverLeaves(@ForAll @IntRange(max = 20) int items) {
        CaptureScene scene = new CaptureScene();
        Capture capture = scene.start("\"client_id\":\"c\",\"max_payload_bytes\":65536,\"redact\":[\"/payload/cards/*/n\"]");
        var cards = JsonFormat.array();
        for (int i = 0; i < items; i++) {
            cards.add(JsonFormat.object().add("n", SECRET + i).add("i", i));
        }
        JsonValue card = JsonFormat.object().add("cards", cards).build();
        JsonValue message = JsonFormat.object().add("type", "quote").add("payload", card).build();
        JsonValue echo = JsonFormat.object().add("type", "echo").add("payload", JsonFormat.object()
                .add("original_message", message)).build();

        scene.message(JsonFormat.write(message));
        scene.message(JsonFormat.write(echo));
        scene.message(JsonFormat.write(card));

        assertThat(scene.read(capture)).hasSize(3).allSatisfy(kept -> {
            assertThat(kept.text()).doesNotContain(SECRET);
            assertThat(kept.redactedCount()).isEqualTo(items);
        });
    }

    private static void everyExit(String text, boolean raw) {
        CaptureScene scene = new CaptureScene();
        List<String> log = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.add(entry.getMessage() + entry.getThrown());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger("io.wirescope");
        logger.addHandler(handler);
        try {
            Capture capture = scene.start("\"client_id\":\"c\",\"max_payload_bytes\":65536,\"raw\":" + raw);
            ObservabilityEvent event = scene.message(text);

            assertThat(scene.read(capture)).allSatisfy(kept ->
                    assertThat(kept.text() + kept.redacted()).doesNotContain(SECRET));
            assertThat(event.data().toText()).doesNotContain(SECRET);
            assertThat(scene.events()).allSatisfy(any -> assertThat(any.toJson().toString()).doesNotContain(SECRET));
            assertThat(log).noneMatch(line -> line.contains(SECRET));
        } finally {
            logger.removeHandler(handler);
        }
    }
}
