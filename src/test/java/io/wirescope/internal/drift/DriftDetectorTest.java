package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.delivery.TestDelivery;
import io.wirescope.drift.DriftBroadcaster;
import io.wirescope.drift.DriftLevel;
import io.wirescope.drift.DriftStatus;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The detector on a bus: what it reads, states and keeps. */
class DriftDetectorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ModelKey KEY = WatchedModel.KEY;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SplittableRandom random = new SplittableRandom(5);
    private final ScriptedTransport client = ScriptedTransport.prompt();

    @TempDir
    private Path directory;

    private TestGateway gateway;
    private DriftBroadcaster broadcaster;
    private DriftDetector detector;

    @AfterEach
    void end() {
        if (detector != null) {
            detector.stop();
        }
        threads.shutdownNow();
    }

    private void start(String... settings) {
        gateway = new TestGateway(Runnable::run, threads, Stream.concat(Stream.of("wirescope.drift.reference-events", "1000",
                "wirescope.events.buffer-size", "100000"), Stream.of(settings)).toArray(String[]::new));
        TestDelivery delivery = new TestDelivery(gateway);
        delivery.start(gateway.register(Peers.envelope("client"), client));
        broadcaster = new DriftBroadcaster(gateway.settings(), gateway.bus(), delivery.broadcaster(), gateway.clock(),
                gateway.ids());
        restart();
    }

    private void restart() {
        detector = new DriftDetector(gateway.settings(), gateway.bus(), broadcaster, gateway.clock(), gateway.ids(),
                gateway.threads());
        detector.start();
    }

    private void startKeeping() {
        start("wirescope.drift.detector", "on", "wirescope.drift.directory", directory.toString());
    }

    private void publish(JsonObject data) {
        gateway.bus().publish(EventType.INFERENCE_AUDIT, EventContext.of("test"), data);
    }

    private void publish(int events, double shift) {
        long before = detector.counted();
        for (int i = 0; i < events; i++) {
            publish(WatchedModel.data(JsonFormat.object().add("age", random.nextGaussian() + shift).build()));
        }
        await(() -> assertThat(detector.counted()).isEqualTo(before + events));
    }

    private static void await(Runnable assertion) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private ModelReport report() {
        return detector.reports(KEY.model()).get(0);
    }

    private List<JsonObject> statements() {
        return gateway.data(EventType.DRIFT_STATUS);
    }

    @Test
    void aChangeIsStatedOnceByItsOwnSource() {
        start("wirescope.drift.detector", "on");
        publish(1000, 0);
        publish(500, 0);
        publish(1000, 1);
        await(() -> assertThat(statements()).hasSize(1));

        JsonObject stated = statements().get(0);
        assertThat(stated.getString("status")).isEqualTo("DRIFT_DETECTED");
        assertThat(stated.getString("source")).isEqualTo(DriftDetector.SOURCE);
        assertThat(stated.getString("model_name")).isEqualTo(KEY.model());
        assertThat(stated.getJsonArray("affected_components")).containsExactly(JsonFormat.string("age"));
        JsonObject metrics = stated.getJsonObject("metrics");
        assertThat(metrics.getString("model_version")).isEqualTo(KEY.version());
        assertThat(metrics.getInt("window_events")).isEqualTo(500);
        assertThat(metrics.getInt("reference_events")).isEqualTo(1000);
        JsonObject age = metrics.getJsonObject("features").getJsonObject("age");
        assertThat(age.keySet()).containsExactlyInAnyOrder("psi", "jensen_shannon", "ks", "threshold", "drifted");
        assertThat(age.getJsonNumber("psi").doubleValue()).isEqualTo(stated.getJsonNumber("drift_score").doubleValue())
                .isGreaterThan(0.1);
        assertThat(gateway.events(EventType.DRIFT_STATUS).get(0).context().source()).isEqualTo(DriftDetector.SOURCE);
        assertThat(client.last().getJsonObject("payload")).isEqualTo(stated);

        publish(500, 1);
        await(() -> assertThat(statements()).extracting(each -> each.getString("status"))
                .containsExactly("DRIFT_DETECTED", "DRIFT_CONFIRMED"));
        publish(1500, 0);
        await(() -> assertThat(statements()).hasSize(3));
        assertThat(statements().get(2).getString("status")).isEqualTo("NO_DRIFT");
        assertThat(statements().get(2).getJsonArray("affected_components")).isEmpty();
    }

    @Test
    void aStatementThatIsRelayedGoesOnBesideIt() {
        start("wirescope.drift.detector", "on");
        publish(10, 0);
        broadcaster.state(new DriftStatus(DriftLevel.DRIFT_CONFIRMED, 0.9, WatchedModel.NOW, List.of("age"),
                JsonValue.EMPTY_JSON_OBJECT, KEY.model()));
        assertThat(statements()).hasSize(1);
        assertThat(statements().get(0).getString("source")).isEqualTo("drift");
        assertThat(report().level()).isEqualTo(DriftLevel.NO_DRIFT);
    }

    @Test
    void itReadsNothingUntilItIsOn() {
        start();
        publish(WatchedModel.data(JsonValue.EMPTY_JSON_OBJECT));
        assertThat(detector.isOn()).isFalse();
        assertThat(gateway.bus().subscriberCount()).isZero();
        assertThat(detector.reports()).isEmpty();
    }

    @Test
    void itIsOnWhereOneModelIs() {
        start("wirescope.drift.models.fraud.detector", "on");
        publish(10, 0);
        publish(JsonFormat.object().add("model", "other").add("score", 1).build());
        await(() -> assertThat(detector.skipped(SkipReason.SWITCHED_OFF)).isEqualTo(1));
        assertThat(detector.reports()).extracting(ModelReport::key).containsExactly(KEY);
    }

    @Test
    void eventsThatTheBufferLostAreCounted() {
        start("wirescope.drift.detector", "on", "wirescope.events.buffer-size", "64");
        for (int i = 0; i < 100_000; i++) {
            publish(WatchedModel.data(JsonFormat.object().add("age", 1).build()));
        }
        await(() -> assertThat(detector.counted() + detector.lost()).isEqualTo(100_000));
    }

    @Test
    void anOldWindowIsJudgedWithoutAFurtherEvent() {
        start("wirescope.drift.detector", "on");
        publish(1000, 0);
        publish(200, 1);
        gateway.clock().advance(Duration.ofHours(1));
        detector.round();
        assertThat(statements()).hasSize(1);
        assertThat(report().last().events()).isEqualTo(200);
    }

    @Test
    void aStatementOfManyFeaturesWithLongNamesIsShortened() {
        start("wirescope.drift.detector", "on");
        List<String> features = IntStream.range(0, 200).mapToObj(i -> "\u20ac".repeat(110) + i).toList();
        for (int i = 0; i < 1500; i++) {
            var json = JsonFormat.object();
            int value = i;
            features.forEach(name -> json.add(name, value < 1000));
            publish(WatchedModel.data(json.build()));
        }
        await(() -> assertThat(statements()).hasSize(1));
        JsonObject metrics = statements().get(0).getJsonObject("metrics");
        assertThat(metrics.getInt("features_total")).isEqualTo(200);
        assertThat(metrics.getJsonObject("features")).hasSize(10);
    }

    @Test
    void theStateSurvivesARestart() throws Exception {
        startKeeping();
        publish(300, 0);
        detector.stop();
        restart();
        assertThat(report().referenceEvents()).isEqualTo(300);

        publish(700, 0);
        publish(500, 1);
        publish(123, 1);
        detector.stop();
        ModelReport before = report();
        restart();
        assertThat(report()).isEqualTo(before);
        assertThat(report().level()).isEqualTo(DriftLevel.DRIFT_DETECTED);
        assertThat(report().windowEvents()).isEqualTo(123);

        publish(1500 - 123 - 500, 1);
        await(() -> assertThat(statements()).hasSize(2)); // the streak went on: a third window in a row
        assertThat(statements().get(1).getString("status")).isEqualTo("DRIFT_CONFIRMED");
    }

    @Test
    void stateThatCannotBeKeptIsCounted() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        start("wirescope.drift.detector", "on", "wirescope.drift.directory", file.toString());
        publish(10, 0);
        detector.round();
        detector.round();
        assertThat(detector.saveFailures()).isEqualTo(2);
    }

    @Test
    void aReferenceComesOutAsItWentIn() {
        start("wirescope.drift.detector", "on");
        publish(1000, 0);
        JsonObject reference = detector.reference(KEY).orElseThrow();
        ModelKey other = new ModelKey("other", null);
        assertThat(detector.use(other, reference)).hasValueSatisfying(found -> {
            assertThat(found.origin()).isEqualTo("uploaded");
            assertThat(found.features()).hasSize(1);
        });
        assertThat(detector.reference(other)).contains(reference);
        assertThat(detector.relearn(other)).hasValueSatisfying(found -> assertThat(found.origin()).isNull());
        assertThat(detector.reference(other)).isEmpty();
        assertThat(detector.relearn(new ModelKey("unknown", null))).isEmpty();
    }

    @Test
    void threeSamplesAreNoReference() {
        start("wirescope.drift.detector", "on");
        List<JsonObject> three = Stream.generate(() -> JsonFormat.object().add("score", 1).build()).limit(3).toList();
        assertThatThrownBy(() -> detector.use(KEY, three)).isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("samples must be at least 1000, not 3");
    }
}
