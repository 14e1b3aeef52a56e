package io.wirescope.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application that is asked over HTTP: notes what it is asked, and answers by the message's type. */
final class HttpUpstreamServer implements AutoCloseable {

    /** What it was asked. */
    record Asked(HttpExchange exchange, JsonObject payload, String body) {

        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        void answer(int status, String contentType, String text, String... headers) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                if (contentType != null) {
                    exchange.getResponseHeaders().set("Content-Type", contentType);
                }
                for (int i = 0; i < headers.length; i += 2) {
                    exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
                }
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What answers; may do so later. */
    interface Script {

        void run(Asked asked) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Collection<Asked> asked = new ConcurrentLinkedQueue<>();

    HttpUpstreamServer() throws IOException {
        this(0);
    }

    HttpUpstreamServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Asked one = new Asked(exchange, Answer.parse(body), body);
        asked.add(one);
        scripts.getOrDefault(one.header("ce-type"), this::echo).run(one);
    }

    private void echo(Asked one) {
        one.answer(200, "application/json", one.body());
    }

    /** Sets what is answered to a type; others are answered with the payload itself. */
    HttpUpstreamServer on(String type, Script script) {
        scripts.put(type, script);
        return this;
    }

    HttpUpstreamServer on(String type, int status, String contentType, String text, String... headers) {
        return on(type, one -> one.answer(status, contentType, text, headers));
    }

    /** {@return what it was asked of a type, in order} */
    List<Asked> asked(String type) {
        return asked.stream().filter(one -> type.equals(one.header("ce-type"))).toList();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + port() + pathAndQuery;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
