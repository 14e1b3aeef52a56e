package io.wirescope.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
    private static final int WARMUP_ROUNDS = 3;
    private static final int ROUNDS = 8;
    private static final TimeValue TURN = TimeValue.milliseconds(500);

    /** One contestant in one setting: what it did in each round, and the first contestant in the same. */
    private record Row(int publishers, String reader, String contestant, double[] scores, double[] first) {

        String print() {
            double[] ratios = new double[scores.length];
            Arrays.setAll(ratios, round -> first[round] / scores[round]);
            return String.format(Locale.ROOT, "| %d | %s | %s | %.2f | %.2f (%.2f to %.2f) |", publishers,
                    reader.equals("true") ? "yes" : "no", contestant, quantile(scores, 0.5), quantile(ratios, 0.5),
                    quantile(ratios, 0.25), quantile(ratios, 0.75));
        }

        private static double quantile(double[] values, double share) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    private PublishReport() {
    }

    /** Runs all of it: about ten minutes. */
    public static void main(String[] args) throws RunnerException {
        List<Row> rows = new ArrayList<>();
        for (int publishers : PUBLISHERS) {
            rows.addAll(run(Contest.stores, publishers, "false", "true"));
            rows.addAll(run(Contest.subscribers, publishers, "false"));
        }
        System.out.println();
        System.out.println("| publishers | reader | contestant | million events/s | the first is times as fast |");
        System.out.println("|---|---|---|---|---|");
        rows.forEach(row -> System.out.println(row.print()));
    }

    private static List<Row> run(Contest contest, int publishers, String... reader) throws RunnerException {
        int turns = contest.contestants().size();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include(EventPublishing.class.getSimpleName())
                .threads(publishers)
                .param("contest", contest.name())
                .param("reader", reader)
                .warmupIterations(WARMUP_ROUNDS * turns)
                .warmupTime(TURN)
                .measurementIterations(ROUNDS * turns)
                .measurementTime(TURN)
                .build()).run();
        return results.stream().flatMap(result -> rows(contest, publishers, result).stream()).toList();
    }

    private static List<Row> rows(Contest contest, int publishers, RunResult result) {
        List<String> contestants = contest.contestants();
        double[] first = scores(result, 0, contestants.size());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            rows.add(new Row(publishers, result.getParams().getParam("reader"), contestants.get(i),
                    scores(result, i, contestants.size()), first));
        }
        return rows;
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
