package io.wirescope.bench.load;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Measures Wirescope against the container's own ceiling, in one run: Payara Micro with the shipped WAR, and
 * Payara Micro with bare endpoints, that do nothing and that do a gateway's work by the platform's means, by turns, and prints
 * medians of what each does in a second of its CPU, with the ratio to the working ones. Arguments:
 * {@code [ROUNDS [SECONDS [NAME,..]]]}; the names are those of the candidates, all by default.
 */
public final class Compare {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final int rounds;
    private final int seconds;
    private final Set<String> names;
    private final Path bareWar;

    private static final String CEILING = "working";
    private static final int STEADY_RATE = 20;
    private static final int STEADY_RECEIVERS = 500;

    /** What one server did in one round. */
    private record Round(Outcome echo1, Outcome echo8, Outcome to500, Outcome to2000, Broadcast.Waits steady,
            double idleBytes) {
    }

    /** A server to measure. */
    private record Candidate(String name, Path war, List<String> properties, BiFunction<String, URI, Target> form) {

        Target target(LoadServer server) {
            return form.apply(name, server.address());
        }
    }

    private Compare(int rounds, int seconds, Set<String> names) throws Exception {
        this.rounds = rounds;
        this.seconds = seconds;
        this.names = names;
        this.bareWar = BareWar.write(TARGET);
    }

    public static void main(String[] arguments) throws Exception {
        LoadServer.pinClients();
        System.out.print(LoadServer.isPinned() ? "the server on core 0 alone, the clients on the others; " : "");
        new Compare(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3,
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8,
                arguments.length > 2 ? Set.of(arguments[2].split(",")) : Set.of()).run();
        System.exit(0);
    }

    private void run() throws Exception {
        System.out.println(rounds + " rounds, " + seconds + " s each, medians; load average "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        List<Candidate> candidates = Stream.of(
                new Candidate(CEILING, bareWar, List.of(), Target::working),
                new Candidate("wirescope", TARGET.resolve("wirescope.war"),
                        List.of("-Dwirescope.messages.per-second=0"), (name, server) -> Target.wirescope(server)),
                new Candidate("bare", bareWar, List.of(), Target::bare),
                new Candidate("bare, as Payara comes", bareWar, List.of("-Dbare.remedy=false"), Target::bare))
                .filter(candidate -> names.isEmpty() || names.contains(candidate.name())).toList();
        Map<String, List<Round>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Candidate candidate : candidates) {
                Round result = measure(candidate);
                results.computeIfAbsent(candidate.name(), name -> new ArrayList<>()).add(result);
                print(candidate.name(), result);
            }
        }
        report(results);
    }

    private Round measure(Candidate candidate) throws Exception {
        try (LoadServer server = LoadServer.start(TARGET, candidate.war(), candidate.properties())) {
            Target target = candidate.target(server);
            double idle = Idle.run(target, 2000, server::heap);
            Outcome echo1 = Echo.run(target, 100, 1, seconds, server::cpu);
            Outcome echo8 = Echo.run(target, 100, 8, seconds, server::cpu);
            Outcome to500 = Broadcast.run(target, 500, 4, seconds, server::cpu);
            Outcome to2000 = Broadcast.run(target, 2000, 4, seconds, server::cpu);
            Broadcast.Waits steady = Broadcast.steady(target, STEADY_RECEIVERS, STEADY_RATE, 2 * seconds);
            return new Round(echo1, echo8, to500, to2000, steady, idle);
        }
    }

    private static void print(String name, Round round) {
        System.out.println(name);
        System.out.println("  echo, 1 under way     " + round.echo1());
        System.out.println("  echo, 8 under way     " + round.echo8());
        System.out.println("  broadcast to 500      " + round.to500());
        System.out.println("  broadcast to 2,000    " + round.to2000());
        System.out.printf(Locale.ROOT, "  %d a second to %d     last receiver %s, publisher %s%n", STEADY_RATE,
                STEADY_RECEIVERS, percentiles(round.steady().last()), percentiles(round.steady().publisher()));
        System.out.printf(Locale.ROOT, "  an idle connection    %,.0f bytes of heap%n", round.idleBytes());
    }

    private static String percentiles(Histogram micros) {
        return String.format(Locale.ROOT, "p50 %.1f p99 %.1f ms", micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0);
    }

    private static void report(Map<String, List<Round>> results) {
        List<Round> ceiling = results.getOrDefault(CEILING, results.values().iterator().next());
        results.forEach((name, rounds) -> {
            System.out.println("| " + name
                    + cell(rounds, ceiling, round -> round.echo1().perCpu())
                    + cell(rounds, ceiling, round -> round.echo8().perCpu())
                    + cell(rounds, ceiling, round -> round.to500().perCpu())
                    + cell(rounds, ceiling, round -> round.to2000().perCpu())
                    + cell(rounds, ceiling, round -> round.steady().last().getValueAtPercentile(99))
                    + cell(rounds, ceiling, round -> round.steady().publisher().getValueAtPercentile(99))
                    + cell(rounds, ceiling, Round::idleBytes) + " |");
        });
    }

    private static String cell(List<Round> rounds, List<Round> ceiling, ToDoubleFunction<Round> figure) {
        double median = median(rounds, figure);
        return String.format(Locale.ROOT, " | %,.0f (%.2f)", median, median / median(ceiling, figure));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        List<Double> sorted = rounds.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
        return sorted.get(sorted.size() / 2);
    }
}
