package io.wirescope.internal.telemetry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/**
 * A collector on loopback that decodes with the official classes, and first gives the responses that it is given. Keeps what
 * it accepts, unless it only counts.
 */
public final class Collector implements AutoCloseable {

    /** Handles one request instead of accepting it. */
    public interface Behaviour {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Queue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final boolean keeps;
    private final LongAdder received = new LongAdder();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<LogRecord> logs = new CopyOnWriteArrayList<>();
    private final List<Resource> resources = new CopyOnWriteArrayList<>();
    private final List<Headers> requests = new CopyOnWriteArrayList<>();

    private Collector(boolean keeps) throws IOException {
        this.keeps = keeps;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@return one that keeps what it accepts} */
    public static Collector open() throws IOException {
        return new Collector(true);
    }

    /** {@return one that counts what it accepts} */
    static Collector counting() throws IOException {
        return new Collector(false);
    }

    /** {@return the spans that it accepted} */
    public List<Span> spans() {
        return spans;
    }

    /** {@return the log records that it accepted} */
    public List<LogRecord> logs() {
        return logs;
    }

    /** {@return the resources of the requests with spans, in their order} */
    public List<Resource> resources() {
        return resources;
    }

    /** {@return the headers of all requests, in their order} */
    List<Headers> requests() {
        return requests;
    }

    /** {@return how many spans it accepted} */
    long received() {
        return received.sum();
    }

    /** {@return its address, for {@code OTEL_EXPORTER_OTLP_ENDPOINT}} */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request gets this instead. */
    Collector then(Behaviour behaviour) {
        behaviours.add(behaviour);
        return this;
    }

    static Behaviour status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    static Behaviour body(int status, String type, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (keeps) {
            requests.add(exchange.getRequestHeaders());
        }
        byte[] body = body(exchange);
        Behaviour behaviour = behaviours.poll();
        if (behaviour != null) {
            behaviour.handle(exchange);
            return;
        }
        if (exchange.getRequestURI().getPath().endsWith("/v1/traces")) {
            accept(ExportTraceServiceRequest.parseFrom(body));
        } else {
            ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach(resource -> resource
                    .getScopeLogsList().forEach(scope -> logs.addAll(scope.getLogRecordsList())));
        }
        body(200, "application/x-protobuf", new byte[0]).handle(exchange);
    }

    private void accept(ExportTraceServiceRequest request) {
        for (ResourceSpans resource : request.getResourceSpansList()) {
            resource.getScopeSpansList().forEach(scope -> received.add(scope.getSpansCount()));
            if (keeps) {
                resources.add(resource.getResource());
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            }
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] raw = exchange.getRequestBody().readAllBytes();
        if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            return raw;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
