package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Clients that do what clients do, at a steady rate, while others do what they should not. */
final class HonestClients implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TURN = Duration.ofMillis(500);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "honest-clients");
        thread.setDaemon(true);
        return thread;
    });
    private final List<HonestClient> clients = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Latencies pings = new Latencies();
    private final Latencies subscribes = new Latencies();
    private final Latencies queries = new Latencies();
    private final Latencies broadcasts = new Latencies();
    private final URI server;
    private int next;

    private HonestClients(URI server) {
        this.server = server;
    }

    static HonestClients connect(URI server, int number) throws Exception {
        HonestClients all = new HonestClients(server);
        all.publish(HonestClient.CHANNEL, "first", 0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS); // now it exists
        for (int i = 0; i < number; i++) {
            all.clients.add(new HonestClient("honest-" + i, server, all.http, all));
        }
        for (HonestClient client : all.clients) {
            client.connected().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        Api.await(() -> new Api(server).stats().getJsonObject("websockets").getInt("active_connections"),
                active -> active >= number);
        return all;
    }

    /** Lets each client act twice a second for some time, and waits until all has been answered. */
    void live(Duration time) throws Exception {
        latencies().forEach(Latencies::reset);
        ScheduledFuture<?> turns = clock.scheduleAtFixedRate(() -> clients.get(next++ % clients.size()).turn(), 0,
                TURN.toNanos() / clients.size(), TimeUnit.NANOSECONDS);
        ScheduledFuture<?> ticks = clock.scheduleAtFixedRate(this::broadcast, 0, TURN.toNanos(), TimeUnit.NANOSECONDS);
        clock.schedule(() -> turns.cancel(false) & ticks.cancel(false), time.toMillis(), TimeUnit.MILLISECONDS)
                .get(time.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        Api.await(PATIENCE, () -> latencies().mapToLong(Latencies::missing).sum(),
                missing -> missing == 0 || !failures.isEmpty());
    }

    private void broadcast() {
        long due = System.nanoTime();
        broadcasts.ask(clients.size());
        queries.ask(1);
        publish("broadcast", "tick", due).whenComplete((answer, failure) -> {
            if (failure != null || answer.statusCode() != 200) {
                failed("broadcast: " + (failure == null ? answer.statusCode() : failure));
            } else {
                queries.answered(due);
            }
        });
    }

    private CompletableFuture<HttpResponse<String>> publish(String channel, String type, long at) {
        return http.sendAsync(HttpRequest.newBuilder(server.resolve("/api/v2/channels/" + channel + "/messages"))
                .timeout(PATIENCE).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"type\":\"" + type + "\",\"payload\":{\"at\":" + at + "}}")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    void failed(String what) {
        failures.add(what);
    }

    Latencies pings() {
        return pings;
    }

    Latencies subscribes() {
        return subscribes;
    }

    Latencies queries() {
        return queries;
    }

    Latencies broadcasts() {
        return broadcasts;
    }

    private Stream<Latencies> latencies() {
        return Stream.of(pings, subscribes, queries, broadcasts);
    }

    /** Fails unless all were served, none was disconnected, and nothing took longer than that at its p99. */
    void assertServed(Duration bound) {
        assertThat(failures.stream().limit(5)).as("%d failures; %s", failures.size(), report()).isEmpty();
        assertThat(latencies().map(Latencies::p99)).as(report()).allMatch(p99 -> p99.compareTo(bound) < 0);
    }

    String report() {
        return "pings " + pings + "; subscribes " + subscribes + "; queries " + queries + "; broadcasts " + broadcasts;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.forEach(HonestClient::leave);
    }
}
