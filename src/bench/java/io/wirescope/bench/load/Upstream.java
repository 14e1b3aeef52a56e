package io.wirescope.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Measures what a route costs, in one run: clients over Wirescope to an upstream that answers at once, beside a plain
 * {@code HttpClient} that calls the same upstream with the same concurrency; and a handler in the WAR beside an echo.
 * Arguments: {@code [SECONDS [CONNECTIONS [UNDER_WAY]]]}, by default 8, 100 and 8.
 */
public final class Upstream {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String PAYLOAD = "{\"k\":0,\"filling\":\"" + "x".repeat(100) + "\"}";

    private final int seconds;
    private final int connections;
    private final int underWay;

    private Upstream(int seconds, int connections, int underWay) {
        this.seconds = seconds;
        this.connections = connections;
        this.underWay = underWay;
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer waits for an acknowledgement
        new Upstream(argument(arguments, 0, 8), argument(arguments, 1, 100), argument(arguments, 2, 8)).run();
        System.exit(0);
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index && !arguments[index].isEmpty() ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private void run() throws Exception {
        HttpServer application = application();
        URI url = URI.create("http://127.0.0.1:" + application.getAddress().getPort() + "/");
        int concurrency = connections * underWay;
        try (LoadServer server = LoadServer.start(TARGET, HandlerWar.write(TARGET), List.of(
                "-Dwirescope.messages.per-second=0", "-Dwirescope.routes.load.types=routed.*",
                "-Dwirescope.routes.load.url=" + url, "-Dwirescope.routes.load.ordered=false",
                "-Dwirescope.routes.load.max-in-flight=" + concurrency, "-Dwirescope.routes.load.queue=100000",
                "-Dwirescope.routes.echo-handler.max-in-flight=" + concurrency,
                "-Dwirescope.routes.echo-handler.queue=100000"))) {
            Outcome direct = direct(url, concurrency);
            Outcome routed = echo(server, "routed.x", underWay);
            Outcome directOne = direct(url, 1);
            Outcome routedOne = Echo.run(Target.wirescope(server.address()).ofType("routed.x"), 1, 1, seconds);
            Outcome echoed = echo(server, "echoed.x", underWay);
            Outcome handled = echo(server, "handled.x", underWay);
            System.out.println("direct, " + concurrency + " under way  " + direct);
            System.out.println("routed, " + concurrency + " under way  " + routed);
            System.out.println("direct, 1 under way    " + directOne);
            System.out.println("routed, 1 under way    " + routedOne);
            System.out.println("echo                   " + echoed);
            System.out.println("handler                " + handled);
            System.out.printf(Locale.ROOT, "routed / direct %.2f; added p50 with 1 under way %.2f ms; echo / handler %.2f%n",
                    routed.perSecond() / direct.perSecond(),
                    (routedOne.micros().getValueAtPercentile(50) - directOne.micros().getValueAtPercentile(50)) / 1000.0,
                    echoed.perSecond() / handled.perSecond());
        } finally {
            application.stop(0);
        }
    }

    private Outcome echo(LoadServer server, String type, int each) throws Exception {
        return Echo.run(Target.wirescope(server.address()).ofType(type), connections, each, seconds);
    }

    private static HttpServer application() throws IOException {
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2000);
        application.setExecutor(Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "application");
            thread.setDaemon(true);
            return thread;
        }));
        application.createContext("/", Upstream::answer);
        application.start();
        return application;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Calls the application without a gateway, as often as its answers come. */
    private Outcome direct(URI url, int concurrency) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(url).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PAYLOAD)).build();
        Direct loop = new Direct(client, request);
        for (int i = 0; i < concurrency; i++) {
            loop.call();
        }
        WarmUp.until(() -> {
            long before = loop.answers.sum();
            TimeUnit.SECONDS.sleep(4);
            return (double) (loop.answers.sum() - before);
        });
        loop.micros.reset();
        long start = System.nanoTime();
        long before = loop.answers.sum();
        TimeUnit.SECONDS.sleep(seconds);
        double perSecond = (loop.answers.sum() - before) * 1e9 / (System.nanoTime() - start);
        loop.over.set(true);
        return new Outcome(perSecond, loop.micros, loop.lost.sum(), 0);
    }

    private static final class Direct {

        private final HttpClient client;
        private final HttpRequest request;
        private final LongAdder answers = new LongAdder();
        private final LongAdder lost = new LongAdder();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Histogram micros = new SynchronizedHistogram(60_000_000L, 3);

        Direct(HttpClient client, HttpRequest request) {
            this.client = client;
            this.request = request;
        }

        void call() {
            long sent = System.nanoTime();
            client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).whenComplete((response, failure) -> {
                (failure == null ? answers : lost).increment();
                micros.recordValue(Math.min(60_000_000L, (System.nanoTime() - sent) / 1000));
                if (!over.get()) {
                    call();
                }
            });
        }
    }
}
