package io.wirescope.bench.load;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Measures the shipped WAR with {@code wirescope.socket.fast-path} on and off, by turns in one run, by what the server does
 * for each second of its CPU. Arguments: {@code [ROUNDS [SECONDS]]}.
 */
public final class FastPaths {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final List<String> NAMES = List.of("echo, 1 under way", "echo, 8 under way", "broadcast to 500");

    private FastPaths() {
    }

    public static void main(String[] arguments) throws Exception {
        LoadServer.pinClients();
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        List<List<Double>> ratios = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            List<Outcome> off = measure(false, seconds);
            List<Outcome> on = measure(true, seconds);
            for (int i = 0; i < NAMES.size(); i++) {
                ratios.get(i).add(on.get(i).perCpu() / off.get(i).perCpu());
            }
        }
        for (int i = 0; i < NAMES.size(); i++) {
            List<Double> sorted = ratios.get(i).stream().sorted(Comparator.naturalOrder()).toList();
            System.out.printf(Locale.ROOT, "| %s | %.2f (%.2f to %.2f) |%n", NAMES.get(i),
                    sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
        }
        System.exit(0);
    }

    private static List<Outcome> measure(boolean fast, int seconds) throws Exception {
        try (LoadServer server = LoadServer.start(TARGET, TARGET.resolve("wirescope.war"),
                List.of("-Dwirescope.messages.per-second=0", "-Dwirescope.socket.fast-path=" + fast))) {
            Target target = Target.wirescope(server.address());
            List<Outcome> outcomes = List.of(Echo.run(target, 100, 1, seconds, server::cpu),
                    Echo.run(target, 100, 8, seconds, server::cpu),
                    Broadcast.run(target, 500, 4, seconds, server::cpu));
            System.out.println((fast ? "on" : "off") + "; load average "
                    + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            for (int i = 0; i < NAMES.size(); i++) {
                System.out.println("  " + NAMES.get(i) + "  " + outcomes.get(i));
            }
            return outcomes;
        }
    }
}
