package io.wirescope.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads one Wirescope at an address: {@code MODE URL [CONNECTIONS [SECONDS]]}.
 *
 * <ul>
 * <li>{@code echo}: 100 connections, 8 messages under way on each
 * <li>{@code broadcast}: to 500 connections, 4 messages under way
 * <li>{@code idle}: 1,000 connections that say nothing; the server's heap is what its metrics say, which
 *     includes garbage: {@link Compare} collects it first
 * <li>{@code reconnect}: 200 connections, 100 broadcasts and 100 resets a second
 * <li>{@code slow}: 500 connections of which a tenth stops reading, 50 broadcasts of 8 KB a second; how many were
 *     closed for it lags by up to a second
 * </ul>
 *
 * <p>A server whose {@code wirescope.messages.per-second} is not 0 closes clients that echo faster.
 */
public final class Load {

    private static final Pattern HEAP = Pattern.compile("(?m)^memory_usedHeap_bytes\\S* (\\S+)");

    private static final Pattern TOO_SLOW =
            Pattern.compile("(?m)^wirescope_connections_closed_by_server_total\\S*\"4413\"\\S* (\\S+)");

    private Load() {
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2 || arguments.length > 4) {
            System.err.println("Usage: echo|broadcast|idle|reconnect|slow URL [CONNECTIONS [SECONDS]]");
            System.exit(2);
        }
        URI server = URI.create(arguments[1]);
        int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        int seconds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
        System.out.println(run(arguments[0], Target.wirescope(server), connections, seconds));
    }

    private static String run(String mode, Target target, int connections, int seconds) throws Exception {
        return switch (mode) {
            case "echo" -> Echo.run(target, orElse(connections, 100), 8, seconds).toString();
            case "broadcast" -> Broadcast.run(target, orElse(connections, 500), 4, seconds).toString();
            case "idle" -> String.format("%,.0f bytes of heap for each connection",
                    Idle.run(target, orElse(connections, 1000), () -> heap(target.server())));
            case "reconnect" -> Reconnect.run(target, orElse(connections, 200), 100, seconds).toString();
            case "slow" -> slow(target, orElse(connections, 500), seconds);
            default -> throw new IllegalArgumentException("no mode " + mode);
        };
    }

    private static String slow(Target target, int connections, int seconds) throws Exception {
        Outcome without = Broadcast.slow(target, connections, 0, 50, seconds);
        Outcome with = Broadcast.slow(target, connections, connections / 10, 50, seconds);
        return "none slow    " + without + "\na tenth slow " + with + "\nclosed as too slow: "
                + metric(target.server(), "application", TOO_SLOW);
    }

    private static int orElse(int given, int otherwise) {
        return given > 0 ? given : otherwise;
    }

    private static long heap(URI server) throws Exception {
        return metric(server, "base", HEAP);
    }

    private static long metric(URI server, String scope, Pattern sample) throws Exception {
        String metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                server.resolve("/metrics?scope=" + scope)).build(), HttpResponse.BodyHandlers.ofString()).body();
        Matcher found = sample.matcher(metrics);
        if (!found.find()) {
            throw new IllegalStateException("the server's metrics have nothing like " + sample);
        }
        return (long) Double.parseDouble(found.group(1));
    }
}
