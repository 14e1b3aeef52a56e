package io.wirescope.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link EventPublishing} with 1, 2 and 4 publishers, and prints what came out as ratios to the
 * bus in the same run.
 *
 * <p>{@code mvn -B -q -Pbench test-compile exec:exec -Dbench.main=io.wirescope.bench.PublishReport -Dbench=}
 */
public final class PublishReport {

    private static final int[] PUBLISHERS = {1, 2, 4};

    private record Score(int publishers, String store, String subscribers, String reader, double perMicrosecond) {
    }

    private PublishReport() {
    }

    /** Runs all of it: about ten minutes. */
    public static void main(String[] args) throws RunnerException {
        List<Score> scores = new ArrayList<>();
        for (int publishers : PUBLISHERS) {
            scores.addAll(run(publishers, "false", new String[] {"0"},
                    "wirescope", "disruptor", "synchronizedDeque", "arrayBlockingQueue"));
            scores.addAll(run(publishers, "true", new String[] {"0"},
                    "wirescope", "disruptor", "synchronizedDeque", "arrayBlockingQueue"));
            scores.addAll(run(publishers, "false", new String[] {"1", "10"}, "wirescope"));
        }
        print(scores);
    }

    private static List<Score> run(int publishers, String reader, String[] subscribers, String... stores)
            throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include(EventPublishing.class.getSimpleName())
                .threads(publishers)
                .param("store", stores)
                .param("subscribers", subscribers)
                .param("reader", reader)
                .build()).run();
        return results.stream().map(result -> new Score(publishers, result.getParams().getParam("store"),
                result.getParams().getParam("subscribers"), result.getParams().getParam("reader"),
                result.getPrimaryResult().getScore())).toList();
    }

    private static void print(List<Score> scores) {
        System.out.println();
        System.out.println("| publishers | store | subscribers | reader | million events/s | Wirescope is |");
        System.out.println("|---|---|---|---|---|---|");
        for (Score score : scores) {
            System.out.printf(Locale.ROOT, "| %d | %s | %s | %s | %.2f | %.2f times |%n", score.publishers(),
                    score.store(), score.subscribers(), score.reader().equals("true") ? "yes" : "no",
                    score.perMicrosecond(), yardstick(scores, score).perMicrosecond() / score.perMicrosecond());
        }
    }

    /** The bus with as many publishers and the same reader, without subscribers. */
    private static Score yardstick(List<Score> scores, Score of) {
        return scores.stream().filter(score -> score.store().equals("wirescope")
                && score.publishers() == of.publishers() && score.reader().equals(of.reader())
                && score.subscribers().equals("0")).findFirst().orElseThrow();
    }
}
