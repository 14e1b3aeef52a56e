package io.wirescope.bench.load;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures Wirescope against the container's own ceiling, in one run: Payara Micro with the shipped WAR, and
 * Payara Micro with bare endpoints, by turns, and prints medians and ratios. Arguments:
 * {@code [ROUNDS [SECONDS]]}.
 */
public final class Compare {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final int rounds;
    private final int seconds;
    private final Path bareWar;

    /** What one server did in one round. */
    private record Round(Outcome echo1, Outcome echo8, Outcome to500, Outcome to2000, double idleBytes) {
    }

    /** A server to measure. */
    private record Candidate(String name, Path war, List<String> properties, boolean bare) {

        Target target(LoadServer server) {
            return bare ? Target.bare(name, server.address()) : Target.wirescope(server.address());
        }
    }

    private Compare(int rounds, int seconds) throws Exception {
        this.rounds = rounds;
        this.seconds = seconds;
        this.bareWar = BareWar.write(TARGET);
    }

    public static void main(String[] arguments) throws Exception {
        LoadServer.pinClients();
        System.out.print(LoadServer.isPinned() ? "the server on core 0 alone, the clients on the others; " : "");
        new Compare(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3,
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8).run();
        System.exit(0);
    }

    private void run() throws Exception {
        System.out.println(rounds + " rounds, " + seconds + " s each, medians; load average "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        List<Candidate> candidates = List.of(
                new Candidate("bare", bareWar, List.of(), true),
                new Candidate("wirescope", TARGET.resolve("wirescope.war"),
                        List.of("-Dwirescope.messages.per-second=0"), false),
                new Candidate("bare, as Payara comes", bareWar, List.of("-Dbare.remedy=false"), true));
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
            Outcome echo1 = Echo.run(target, 100, 1, seconds);
            Outcome echo8 = Echo.run(target, 100, 8, seconds);
            Outcome to500 = Broadcast.run(target, 500, 4, seconds);
            Outcome to2000 = Broadcast.run(target, 2000, 4, seconds);
            return new Round(echo1, echo8, to500, to2000, idle);
        }
    }

    private static void print(String name, Round round) {
        System.out.println(name);
        System.out.println("  echo, 1 under way     " + round.echo1());
        System.out.println("  echo, 8 under way     " + round.echo8());
        System.out.println("  broadcast to 500      " + round.to500());
        System.out.println("  broadcast to 2,000    " + round.to2000());
        System.out.printf(Locale.ROOT, "  an idle connection    %,.0f bytes of heap%n", round.idleBytes());
    }

    private static void report(Map<String, List<Round>> results) {
        List<Round> ceiling = results.get("bare");
        results.forEach((name, rounds) -> {
            System.out.println("| " + name
                    + cell(rounds, ceiling, round -> round.echo1().perSecond())
                    + cell(rounds, ceiling, round -> round.echo8().perSecond())
                    + cell(rounds, ceiling, round -> round.to500().perSecond())
                    + cell(rounds, ceiling, round -> round.to2000().perSecond())
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
