package io.wirescope.internal.telemetry;

import com.sun.net.httpserver.HttpServer;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.HttpExchange;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.OutboundMessage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Prints what the export of telemetry costs: the CPU of a span, from the event to the request, and what a publisher pays while
 * its events are exported. Medians of rounds that take turns.
 */
public final class ExportReport {

    private static final int STORIES = 50_000;
    private static final int PUBLISHED = 200_000;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 5;
    private static final int BATCH = 512;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

    private ExportReport() {
    }

    public static void main(String[] args) throws IOException {
        ExportReport report = new ExportReport();
        try {
            report.spans();
            report.publishers();
        } finally {
            report.executor.shutdownNow();
            report.scheduler.shutdownNow();
        }
    }

    private void spans() {
        List<ObservabilityEvent> events = stories();
        List<Double> micros = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            long[] made = {0};
            List<byte[]> batch = new ArrayList<>();
            EventSpans mapping = new EventSpans(new TraceSampler(new Sampling(true, 1, Integer.MAX_VALUE)),
                    Clock.systemUTC(), span -> {
                        made[0]++;
                        batch.add(Signal.encode(span));
                        if (batch.size() == BATCH) {
                            Signal.request(new Attributes(), batch);
                            batch.clear();
                        }
                    }, log -> { });
            long begun = THREADS.getCurrentThreadCpuTime();
            events.forEach(mapping::accept);
            double each = (THREADS.getCurrentThreadCpuTime() - begun) / 1e3 / made[0];
            if (round >= WARM_UP) {
                micros.add(each);
            }
        }
        System.out.printf("CPU of a span, from event to request, without gzip: %.2f us%n", median(micros));
    }

    // A message with its response, in the client's trace, and a call of the API without a trace.
    private static List<ObservabilityEvent> stories() {
        List<ObservabilityEvent> events = new ArrayList<>();
        IdSource ids = IdSource.random();
        for (int i = 0; i < STORIES; i++) {
            TraceContext trace = new TraceContext(UUID.randomUUID().toString().replace("-", ""), ids.newSpan(), null, true,
                    null);
            EventContext context = new EventContext(ids.newId(), trace, "alice", "c-1", "/ws/client");
            events.add(event(events.size(), EventType.WS_MESSAGE_IN, context, new InboundMessage("ping", 187, "192.0.2.7", 1)));
            events.add(event(events.size(), EventType.WS_MESSAGE_OUT,
                    context.with(context.requestId(), trace.child(ids.newSpan())),
                    new OutboundMessage("pong", 211, "192.0.2.7", 1, true, false)));
            events.add(event(events.size(), EventType.HTTP_REQUEST, new EventContext(ids.newId(), null, null, null, "http"),
                    new HttpExchange("GET", "/api/v2/x", "/api/v2/x", 200, 1_000_000, "192.0.2.7")));
        }
        return events;
    }

    private static ObservabilityEvent event(int sequence, String type, EventContext context,
            io.wirescope.event.EventData data) {
        return new ObservabilityEvent(sequence, "bus", null, type, 1_755_308_219_000_000L + sequence, context, data);
    }

    private void publishers() throws IOException {
        HttpServer collector = collector();
        ObservabilityEventBus without = bus(settings(null));
        Settings on = settings("http://127.0.0.1:" + collector.getAddress().getPort());
        ObservabilityEventBus with = bus(on);
        TelemetryExport export = new TelemetryExport(on, with, Clock.systemUTC(), IdSource.random(),
                new Threads(executor, scheduler));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            double ratio = round % 2 == 0 ? publish(with) / publish(without) : 1 / (publish(without) / publish(with));
            if (round >= WARM_UP) {
                ratios.add(ratio);
            }
        }
        System.out.printf("CPU of a publisher, with the export to without: %.3f (quarters %.3f to %.3f); %s%n",
                median(ratios), quantile(ratios, 0.25), quantile(ratios, 0.75), export.stats());
        export.stop();
        collector.stop(0);
    }

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private ObservabilityEventBus bus(Settings settings) {
        return new ObservabilityEventBus(settings, Clock.systemUTC(), IdSource.random(), new Threads(executor, scheduler));
    }

    private static Settings settings(String endpoint) throws IOException {
        Properties values = new Properties();
        try (InputStream in = ExportReport.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            values.load(in);
        }
        if (endpoint != null) {
            values.setProperty("otel.exporter.otlp.endpoint", endpoint);
        }
        return new Settings((String key) -> Optional.ofNullable(values.getProperty(key)), values::stringPropertyNames);
    }

    private static double publish(ObservabilityEventBus bus) {
        EventContext context = new EventContext("da77e1dd-3837-4a3b-9caf-bf9ee6f840f8", null, null, null, "http");
        HttpExchange data = new HttpExchange("GET", "/api/v2/x", "/api/v2/x", 200, 1_000_000, "192.0.2.7");
        long begun = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < PUBLISHED; i++) {
            bus.publish(EventType.HTTP_REQUEST, context, data);
        }
        return THREADS.getCurrentThreadCpuTime() - begun;
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double part) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
