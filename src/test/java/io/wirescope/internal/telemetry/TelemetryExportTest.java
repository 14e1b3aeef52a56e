package io.wirescope.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventType;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.HttpExchange;
import io.wirescope.internal.event.InboundMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole export, from the bus to a collector over HTTP. */
class TelemetryExportTest {

    private static final Logger LOG = Logger.getLogger(TelemetryExportTest.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Threads threads = new Threads(executor, scheduler);
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "wirescope.events.buffer-size", "100000", "wirescope.events.reserve-per-type", "0",
            "wirescope.telemetry.max-queued", "2048", "wirescope.telemetry.delay", "PT0.02S",
            "wirescope.telemetry.max-traces-per-second", "1000000"));
    private Collector collector;
    private ObservabilityEventBus bus;
    private TelemetryExport export;

    @BeforeEach
    void start() throws IOException {
        collector = Collector.open();
        settings.put("otel.exporter.otlp.endpoint", collector.url());
    }

    @AfterEach
    void stop() {
        if (export != null) {
            export.stop();
        }
        collector.close();
        executor.shutdownNow();
        scheduler.shutdownNow();
    }

    private void open() {
        Settings source = MapSettings.with(settings.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toArray(String[]::new));
        bus = new ObservabilityEventBus(source, Clock.systemUTC(), IdSource.random(), threads);
        export = new TelemetryExport(source, bus, Clock.systemUTC(), IdSource.random(), threads);
    }

    private void request(String requestId) {
        bus.publish(EventType.HTTP_REQUEST, new EventContext(requestId, null, null, null, "http"),
                new HttpExchange("GET", "/api/x", "/api/x", 200, 1_000_000, "127.0.0.1"));
    }

    private SignalStats traces() {
        return export.stats().get("traces");
    }

    private SignalStats stats(long exported, long overflow, long failed, long rejected, String lastError) {
        return new SignalStats(exported, overflow, failed, rejected, 0, collector.url() + "/v1/traces", lastError);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(() -> "out of patience: " + export.stats()).isLessThan(deadline);
            assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void aRequestBecomesAServerSpanWithAResource() throws Exception {
        settings.put("otel.resource.attributes", "deployment.environment.name=a%20test,service.instance.id=n1");
        settings.put("otel.exporter.otlp.headers", "api-key=s%2Ccret");
        open();

        request("da77e1dd-3837-4a3b-9caf-bf9ee6f840f8");

        await(() -> collector.spans().size() == 1);
        assertThat(collector.spans().get(0).getName()).isEqualTo("GET /api/x");
        assertThat(collector.spans().get(0).getKind().name()).isEqualTo("SPAN_KIND_SERVER");
        assertThat(collector.spans().get(0).getTraceId().toByteArray()).asHexString()
                .isEqualTo("DA77E1DD38374A3B9CAFBF9EE6F840F8");
        assertThat(collector.resources().get(0).getAttributesList())
                .extracting(KeyValue::getKey, pair -> pair.getValue().getStringValue())
                .contains(tuple("service.name", "wirescope"),
                        tuple("deployment.environment.name", "a test"),
                        tuple("service.instance.id", "n1"));
        assertThat(collector.requests().get(0).getFirst("api-key")).isEqualTo("s,cret");
        assertThat(collector.requests().get(0).getFirst("Content-Encoding")).isEqualTo("gzip");
        await(() -> traces().exported() == 1);
    }

    @Test
    void aProducersEventBecomesALogRecord() throws Exception {
        open();

        bus.publish("orders.placed", new EventContext("r-1", null, "alice", null, "shop"), Json.createObjectBuilder()
                .add("total", 12).add("lines", Json.createArrayBuilder().add(1)).build());

        await(() -> collector.logs().size() == 1);
        assertThat(collector.logs().get(0).getEventName()).isEqualTo("orders.placed");
        assertThat(collector.logs().get(0).getAttributesList())
                .extracting(KeyValue::getKey)
                .contains("wirescope.request_id", "wirescope.client_id", "total", "lines");
    }

    @Test
    void nothingIsSentWithoutAnEndpoint() {
        settings.remove("otel.exporter.otlp.endpoint");
        open();

        request("r-1");

        assertThat(export.isOn()).isFalse();
        assertThat(export.stats()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no url", "ftp://127.0.0.1", "http://", "collector:4318", "http://collector/?key=secret"})
    void anEndpointThatIsNoUrlIsNamedInTheLogAndSwitchesTheExportOff(String endpoint) {
        settings.put("otel.exporter.otlp.endpoint", endpoint);
        try (KeptRecords log = KeptRecords.of(TelemetryConfig.class)) {
            open();

            assertThat(export.isOn()).isFalse();
            assertThat(log.records()).hasSize(1);
            assertThat(log.records().get(0).getParameters()[0].toString())
                    .startsWith("otel.exporter.otlp.endpoint must be an http or https URL");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void whatTheCollectorCantTakeNowIsSentAgain(int status) throws Exception {
        settings.put("otel.logs.exporter", "none");
        collector.then(Collector.status(status, "Retry-After", "0"))
                .then(Collector.status(status, "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"));
        open();

        request("r-1");

        await(() -> traces().exported() == 1);
        assertThat(collector.spans()).hasSize(1);
        assertThat(collector.requests()).hasSize(3);
        assertThat(traces()).isEqualTo(stats(1, 0, 0, 0, null));
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws Exception {
        collector.then(com.sun.net.httpserver.HttpExchange::close);
        open();

        request("r-1");

        await(() -> traces().exported() == 1);
        assertThat(collector.spans()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500, 302})
    void whatTheCollectorRefusesIsGivenUpAndCounted(int status) throws Exception {
        collector.then(Collector.status(status, "Location", "http://127.0.0.1:1/"));
        try (KeptRecords log = KeptRecords.of(SignalExporter.class)) {
            open();
            request("r-1");
            await(() -> traces().failed() == 1);
            collector.then(Collector.status(status, "Location", "http://127.0.0.1:1/"));
            request("r-2");
            await(() -> traces().failed() == 2);
            request("r-3");
            await(() -> traces().exported() == 1);

            assertThat(traces()).isEqualTo(stats(1, 0, 2, 0, null));
            await(() -> log.records().size() == 2); // failing, resumed
            assertThat(log.records().get(0).getParameters()[2]).isEqualTo("HTTP " + status);
        }
    }

    @Test
    void aCollectorThatAnswersHtmlIsNone() throws Exception {
        collector.then(Collector.body(200, "text/html", "<html>".repeat(50_000).getBytes(StandardCharsets.UTF_8)));
        open();

        request("r-1");

        await(() -> traces().failed() == 1);
        assertThat(traces().lastError()).contains("text/html");
    }

    @Test
    void whatACollectorRejectsOfARequestIsCounted() throws Exception {
        settings.put("wirescope.telemetry.delay", "PT60S");
        settings.put("wirescope.telemetry.max-batch", "3");
        collector.then(Collector.body(200, "application/x-protobuf", ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(2).setErrorMessage("late"))
                .build().toByteArray()));
        open();

        request("r-1");
        request("r-2");
        request("r-3");

        await(() -> traces().rejected() == 2);
        assertThat(traces()).isEqualTo(stats(1, 0, 0, 2, "rejected: late"));
    }

    @Test
    void aCollectorThatHangsCostsAQueueAndNoMore() throws Exception {
        settings.put("otel.exporter.otlp.timeout", "600000");
        settings.put("otel.logs.exporter", "none");
        CountDownLatch over = new CountDownLatch(1);
        collector.then(exchange -> {
            waitFor(over);
            exchange.close();
        });
        open();

        for (int i = 0; i < 10_000; i++) {
            request("r-" + i);
        }

        await(() -> traces().dropped() + traces().queued() + export.lostEvents() == 10_000);
        assertThat(traces().queued()).isLessThanOrEqualTo(2048 + 512);
        over.countDown();
        await(() -> traces().exported() + traces().dropped() + export.lostEvents() == 10_000);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBodyThatHangsIsNoAnswerInTime() throws Exception {
        settings.put("otel.exporter.otlp.timeout", "200");
        settings.put("wirescope.telemetry.retry-window", "PT0S");
        CountDownLatch over = new CountDownLatch(1);
        collector.then(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            waitFor(over);
        });
        open();

        request("r-1");

        await(() -> traces().failed() == 1);
        assertThat(traces().lastError()).isEqualTo("no answer in time");
        over.countDown();
        request("r-2");
        await(() -> traces().exported() >= 1);
    }

    @Test
    void aGiganticAnswerIsNotReadToItsEnd() throws Exception {
        AtomicLong written = new AtomicLong();
        long gigantic = 10L << 30;
        CountDownLatch cut = new CountDownLatch(1);
        collector.then(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, gigantic);
            byte[] part = new byte[1 << 16];
            try {
                while (written.addAndGet(part.length) < gigantic) {
                    exchange.getResponseBody().write(part);
                }
            } finally {
                cut.countDown();
            }
        });
        open();

        request("r-1");

        await(() -> traces().exported() == 1); // the status counts
        assertThat(cut.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(written.get()).isLessThan(gigantic);
    }

    @Test
    void tlsThatFailsIsNamedOnceAndCounted() throws Exception {
        settings.put("otel.logs.exporter", "none");
        settings.put("wirescope.telemetry.retry-window", "PT0S");
        try (PlainServer plain = new PlainServer(); KeptRecords log = KeptRecords.of(SignalExporter.class)) {
            settings.put("otel.exporter.otlp.endpoint", "https://127.0.0.1:" + plain.port());
            open();

            request("r-1");
            await(() -> traces().failed() == 1);
            request("r-2");
            await(() -> traces().failed() == 2);

            assertThat(log.records()).hasSize(1);
            assertThat(log.records().get(0).getParameters()[2].toString()).contains("SSL");
        }
    }

    /** Does not speak TLS. */
    private final class PlainServer implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        PlainServer() throws IOException {
            executor.execute(this::serve);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket caller = socket.accept()) {
                    caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    caller.getInputStream().readNBytes(1);
                } catch (IOException e) {
                    LOG.log(Level.FINE, "Closed", e);
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void anEventThatCantBeMappedIsCountedAndTheNextOneExported() throws Exception {
        open();
        try (KeptRecords log = KeptRecords.of(TelemetryPipeline.class)) {
            bus.publish("orders.broken", new EventContext("r-1", null, null, null, "shop"), new Unreadable());
            request("r-2");

            await(() -> traces().exported() == 1);
            assertThat(export.failedEvents()).isEqualTo(1);
            assertThat(log.records()).isNotEmpty();
        }
    }

    private record Unreadable() implements EventData {

        @Override
        public JsonObject toJson() {
            throw new IllegalStateException("unreadable");
        }
    }

    @Test
    void largeRecordsFillTheQueueByTheirBytes() throws Exception {
        settings.put("wirescope.telemetry.max-queued-bytes", "1048576");
        settings.put("wirescope.telemetry.delay", "PT60S");
        open();

        JsonObject large = Json.createObjectBuilder().add("text", "x".repeat(100_000)).build();
        for (int i = 0; i < 20; i++) {
            bus.publish("orders.placed", new EventContext("r-" + i, null, null, null, "shop"), large);
        }

        await(() -> export.stats().get("logs").overflow() == 10);
        assertThat(export.stats().get("logs").queued()).isEqualTo(10);
    }

    @Test
    void aMillionSpansAreReceivedOrCounted() throws Exception {
        settings.put("otel.logs.exporter", "none");
        try (Collector counting = Collector.counting()) {
            settings.put("otel.exporter.otlp.endpoint", counting.url());
            open();

            long made = 1_000_000;
            for (int i = 0; i < made; i++) {
                request("r-" + i);
            }

            await(() -> traces().exported() + traces().dropped() + export.lostEvents() == made);
            assertThat(counting.received()).isEqualTo(traces().exported()).isPositive();
            assertThat(traces().failed()).isZero();
        }
    }

    @Test
    void whatIsQueuedAtTheShutdownIsSent() throws Exception {
        settings.put("wirescope.telemetry.delay", "PT60S");
        open();
        request("r-1");
        bus.publish(EventType.WS_MESSAGE_IN, new EventContext("r-2", null, "alice", "c-1", "ws.client"),
                new InboundMessage("unanswered", 10, "127.0.0.1", 1));

        export.stop();

        assertThat(collector.spans()).extracting(span -> span.getName())
                .containsExactly("GET /api/x", "process unanswered");
    }

    @Test
    void nothingIsExportedWhereOpenTelemetryIsDisabled() {
        settings.put("otel.sdk.disabled", "true");
        open();

        assertThat(export.isOn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)//{trace_id}", "https://jaeger/trace/", "https:///{trace_id}", "{trace_id}"})
    void aTraceLinkIsAUrlWithTheTrace(String link) {
        settings.put("wirescope.trace-link", link);

        assertThatThrownBy(this::open).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.trace-link").hasMessageContaining("{trace_id}");
    }

    @Test
    void knowsTheTraceLink() {
        settings.put("wirescope.trace-link", "https://jaeger.example/trace/{trace_id}");
        open();

        assertThat(export.traceLink()).contains("https://jaeger.example/trace/{trace_id}");
    }
}
