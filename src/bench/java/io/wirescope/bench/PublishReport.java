package io.wirescope.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link EventPublishing} with 1, 2 and 4 publishers, and prints how many times as fast the bus is as each of
 * the others that took turns with it: the median of all rounds, and the quarters on either side.
 *
 * <p>{@code mvn -B -q -Pbench test-compile exec:exec -Dbench.main=io.wirescope.bench.PublishReport -Dbench=}
 */
public final class PublishReport {

    private static final int[] PUBLISHERS = {1, 2, 4};
    private static final int USUAL_CAPACITY = 500;
    private static final int LARGE_CAPACITY = 1_000_000;
    private static final int WARMUP_ROUNDS = 3;
    private static final int ROUNDS = 8;

    /** Of a large buffer longer, to have collections of the garbage in each turn and not in every third. */
    private static final Map<Integer, TimeValue> TURNS = Map.of(
            USUAL_CAPACITY, TimeValue.milliseconds(500), LARGE_CAPACITY, TimeValue.seconds(2));

    /** What the contestants meet. */
    private record Setting(Contest contest, int publishers, int capacity, Reader reader) {
    }

    /** One contestant in one setting: what it did in each round, and the first contestant in the same. */
    private record Row(Setting setting, String contestant, double[] scores, double[] first) {

        String print() {
            double[] ratios = new double[scores.length];
            Arrays.setAll(ratios, round -> first[round] / scores[round]);
            return String.format(Locale.ROOT, "| %d | %s | %,d | %s | %.2f | %.2f (%.2f to %.2f) |",
                    setting.publishers(), setting.reader().title(), setting.capacity(), contestant,
                    quantile(scores, 0.5), quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
        }

        private static double quantile(double[] values, double share) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    private PublishReport() {
    }

    /** Runs all of it: about twenty minutes. */
    public static void main(String[] args) throws RunnerException {
        List<Row> rows = new ArrayList<>();
        for (Setting setting : settings()) {
            rows.addAll(run(setting));
        }
        System.out.println();
        System.out.println("| publishers | reader asks for | of | contestant | million events/s"
                + " | times as fast is the first |");
        System.out.println("|---|---|---|---|---|---|");
        rows.forEach(row -> System.out.println(row.print()));
    }

    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int publishers : PUBLISHERS) {
            settings.add(new Setting(Contest.stores, publishers, USUAL_CAPACITY, Reader.none));
            settings.add(new Setting(Contest.stores, publishers, USUAL_CAPACITY, Reader.newest));
            settings.add(new Setting(Contest.subscribers, publishers, USUAL_CAPACITY, Reader.none));
        }
        settings.add(new Setting(Contest.stores, 4, USUAL_CAPACITY, Reader.late));
        settings.add(new Setting(Contest.stores, 4, LARGE_CAPACITY, Reader.newest));
        settings.add(new Setting(Contest.stores, 4, LARGE_CAPACITY, Reader.late));
        return settings;
    }

    private static List<Row> run(Setting setting) throws RunnerException {
        List<String> contestants = setting.contest().contestants();
        RunResult result = new Runner(new OptionsBuilder()
                .include(EventPublishing.class.getSimpleName())
                .threads(setting.publishers())
                .param("contest", setting.contest().name())
                .param("capacity", Integer.toString(setting.capacity()))
                .param("reader", setting.reader().name())
                .warmupIterations(WARMUP_ROUNDS * contestants.size())
                .warmupTime(TURNS.get(setting.capacity()))
                .measurementIterations(ROUNDS * contestants.size())
                .measurementTime(TURNS.get(setting.capacity()))
                .build()).runSingle();
        double[] first = scores(result, 0, contestants.size());
        return IntStream.range(0, contestants.size()).mapToObj(i ->
                new Row(setting, contestants.get(i), scores(result, i, contestants.size()), first)).toList();
    }

    /** {@return what a contestant did, in every round of every JVM} */
    private static double[] scores(RunResult result, int contestant, int contestants) {
        return result.getBenchmarkResults().stream()
                .flatMapToDouble(jvm -> scores(jvm, contestant, contestants)).toArray();
    }

    private static DoubleStream scores(BenchmarkResult jvm, int contestant, int contestants) {
        List<IterationResult> turns = List.copyOf(jvm.getIterationResults());
        return IntStream.range(0, turns.size()).filter(turn -> turn % contestants == contestant)
                .mapToDouble(turn -> turns.get(turn).getPrimaryResult().getScore());
    }
}
