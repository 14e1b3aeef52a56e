package io.wirescope.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;

/**
 * Measures what a route costs, in one run: clients over Wirescope to an upstream that answers at once, beside a plain
 * {@code HttpClient} that calls the same upstream with the same concurrency; and a handler in the WAR beside an echo.
 * Whoever calls the upstream, Wirescope or the plain client, has the first core, where that can be set; the upstream and
 * the WebSocket clients have the others. Arguments: {@code [SECONDS [CONNECTIONS [UNDER_WAY [http|handler]]]]}, by
 * default 8, 100, 8 and both.
 */
public final class Upstream {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

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
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000"); // or it closes those beyond 200
        LoadServer.pinClients();
        Upstream upstream = new Upstream(argument(arguments, 0, 8), argument(arguments, 1, 100), argument(arguments, 2, 8));
        upstream.run(arguments.length > 3 ? arguments[3] : "");
        System.exit(0);
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index && !arguments[index].isEmpty() ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private void run(String part) throws Exception {
        HttpServer application = application();
        URI url = URI.create("http://127.0.0.1:" + application.getAddress().getPort() + "/");
        int concurrency = connections * underWay;
        try (LoadServer server = LoadServer.start(TARGET, HandlerWar.write(TARGET), List.of(
                "-Dwirescope.messages.per-second=0", "-Dwirescope.routes.load.types=routed.*",
                "-Dwirescope.routes.load.url=" + url, "-Dwirescope.routes.load.ordered=false",
                "-Dwirescope.routes.load.max-in-flight=" + concurrency, "-Dwirescope.routes.load.queue=100000",
                "-Dwirescope.routes.echo-handler.max-in-flight=" + concurrency,
                "-Dwirescope.routes.echo-handler.queue=100000"))) {
            if (!part.equals("handler")) {
                http(server, url, concurrency);
            }
            if (!part.equals("http")) {
                handler(server);
            }
        } finally {
            application.stop(0);
        }
    }

    private void http(LoadServer server, URI url, int concurrency) throws Exception {
        Outcome direct = DirectCalls.run(url, concurrency, seconds);
        Outcome routed = echo(server, "routed.x", connections, underWay);
        Outcome directOne = DirectCalls.run(url, 1, seconds);
        Outcome routedOne = echo(server, "routed.x", 1, 1);
        System.out.println("direct, " + concurrency + " under way  " + direct);
        System.out.println("routed, " + concurrency + " under way  " + routed);
        System.out.println("direct, 1 under way    " + directOne);
        System.out.println("routed, 1 under way    " + routedOne);
        System.out.printf(Locale.ROOT, "routed / direct %.2f; added p50 with 1 under way %.2f ms%n",
                routed.perSecond() / direct.perSecond(), median(routedOne) - median(directOne));
    }

    private void handler(LoadServer server) throws Exception {
        Outcome echoed = echo(server, "echoed.x", connections, underWay);
        Outcome handled = echo(server, "handled.x", connections, underWay);
        Outcome echoedOne = echo(server, "echoed.x", 1, 1);
        Outcome handledOne = echo(server, "handled.x", 1, 1);
        System.out.println("echo, " + connections * underWay + " under way     " + echoed);
        System.out.println("handler, " + connections * underWay + " under way  " + handled);
        System.out.println("echo, 1 under way       " + echoedOne);
        System.out.println("handler, 1 under way    " + handledOne);
        System.out.printf(Locale.ROOT, "echo / handler %.2f; a round trip with 1 under way, handler / echo %.2f%n",
                echoed.perSecond() / handled.perSecond(), median(handledOne) / median(echoedOne));
    }

    private static double median(Outcome outcome) {
        return outcome.micros().getValueAtPercentile(50) / 1000.0;
    }

    private Outcome echo(LoadServer server, String type, int clients, int each) throws Exception {
        return Echo.run(Target.wirescope(server.address()).ofType(type), clients, each, seconds);
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
}
