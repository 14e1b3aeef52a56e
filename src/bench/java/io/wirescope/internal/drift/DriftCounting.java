package io.wirescope.internal.drift;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one event of a model with 20 features costs the detector: 14 numbers, two numbers with few values, four texts. With
 * its part of the verdict, which comes every 500 events; {@code parse} is the reading of its JSON, which comes before. Its
 * {@code main} says how much memory a feature takes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DriftCounting {

    private static final int EVENTS = 500;
    private static final int FEATURES = 20;
    private static final Instant NOW = Instant.EPOCH;
    private static final ModelKey KEY = new ModelKey("bench", "1");
    private static final ModelConfig CONFIG =
            new ModelConfig(true, 5_000, EVENTS, 200, Duration.ofHours(1), 0.1, List.of());

    private final Random random = new Random(1);
    private final InferenceReader reader = new InferenceReader(FEATURES);
    private final List<String> texts = new ArrayList<>();
    private final List<Inference> inferences = new ArrayList<>();
    private ModelDrift model;
    private int next;

    /** Learns a reference, and makes a window of events. */
    @Setup
    public void learn() throws Exception {
        model = new ModelDrift(KEY, CONFIG, NOW);
        for (int i = 0; i < CONFIG.referenceEvents(); i++) {
            model.add(reader.read(event(i), List.of()), NOW);
        }
        for (int i = 0; i < EVENTS; i++) {
            JsonObject event = event(i);
            texts.add(JsonFormat.write(event));
            inferences.add(reader.read(event, List.of()));
        }
    }

    private JsonObject event(int number) {
        JsonObjectBuilder features = JsonFormat.object();
        for (int i = 0; i < 14; i++) {
            features.add("number_" + i, Math.rint(random.nextGaussian() * 1e6) / 1e6);
        }
        for (int i = 0; i < 2; i++) {
            features.add("step_" + i, random.nextInt(10));
        }
        for (int i = 0; i < 4; i++) {
            features.add("text_" + i, "category-" + random.nextInt(30));
        }
        return JsonFormat.object().add("model", KEY.model()).add("number", number).add("features", features).build();
    }

    /** Counts an event, and judges each window. */
    @Benchmark
    public int count() {
        model.add(inferences.get(next), NOW);
        next = next + 1 == EVENTS ? 0 : next + 1;
        return model.isDue(NOW) ? model.judge(NOW).verdict().drifted() : 0;
    }

    /** Reads an event's text, as it stands in the buffer. */
    @Benchmark
    public int parse() throws MalformedJsonException, InferenceReader.SkippedException {
        next = next + 1 == EVENTS ? 0 : next + 1;
        return reader.read(JsonFormat.read(texts.get(next)).asJsonObject(), List.of()).size();
    }

    /**
     * Prints the bytes that a version takes, and by how much more it takes for each further feature: of a number whose name
     * has ten characters, its name included.
     */
    public static void main(String[] args) throws Exception {
        long some = bytes(FEATURES);
        long more = bytes(2 * FEATURES);
        System.out.printf("%d B a version of %d features, %d B a feature%n", some, FEATURES, (more - some) / FEATURES);
    }

    private static long bytes(int features) {
        int models = 1_000;
        List<ModelDrift> all = new ArrayList<>();
        Random random = new Random(1);
        long before = used();
        for (int i = 0; i < models; i++) {
            all.add(watched(random, features));
        }
        long bytes = (used() - before) / models;
        if (all.size() != models) { // they live until here
            throw new IllegalStateException();
        }
        return bytes;
    }

    private static ModelDrift watched(Random random, int features) {
        ModelDrift model = new ModelDrift(KEY, CONFIG, NOW);
        for (int i = 0; i < 1_000; i++) {
            model.add(numbers(random, features), NOW);
        }
        model.freeze(NOW);
        for (int i = 0; i < 2 * EVENTS; i++) {
            model.add(numbers(random, features), NOW);
            if (model.isDue(NOW)) {
                model.judge(NOW);
            }
        }
        return model;
    }

    private static Inference numbers(Random random, int features) {
        List<String> names = new ArrayList<>();
        double[] numbers = new double[features];
        for (int i = 0; i < features; i++) {
            names.add("feature_" + (10 + i));
            numbers[i] = random.nextGaussian();
        }
        return new Inference(names, numbers, new String[features]);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
