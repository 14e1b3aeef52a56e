package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.wirescope.internal.telemetry.Collector;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that exports its traces and logs, and a collector that decodes them. */
@ExtendWith(ArquillianExtension.class)
class TelemetryIT {

    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LINK = "https://jaeger.example/trace/{trace_id}";

    private static HttpUpstreamServer application;
    private static Collector collector;

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        application = new HttpUpstreamServer();
        collector = Collector.open();
        application.on("app.silent", 204, null, "");
        Map<String, String> settings = new HashMap<>();
        settings.put("otel.exporter.otlp.endpoint", collector.url());
        settings.put("otel.resource.attributes", "service.instance.id=node-1,deployment.environment.name=it");
        settings.put("wirescope.telemetry.delay", "PT0.1S");
        settings.put("wirescope.trace-link", LINK);
        settings.put("wirescope.routes.app.types", "app.*");
        settings.put("wirescope.routes.app.url", application.url("/messages"));
        return ShippedWar.with(settings);
    }

    @AfterAll
    static void end() throws IOException {
        application.close();
        collector.close();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static List<Span> spansOf(String traceId, int atLeast) throws Exception {
        return Api.await(PATIENCE, () -> collector.spans().stream().filter(span -> hex(span.getTraceId()).equals(traceId)).toList(),
                found -> found.size() >= atLeast);
    }

    private static Span named(List<Span> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + spans));
    }

    private static Optional<String> attribute(List<KeyValue> attributes, String name) {
        return attributes.stream().filter(pair -> pair.getKey().equals(name)).findFirst()
                .map(pair -> pair.getValue().hasIntValue() ? Long.toString(pair.getValue().getIntValue())
                        : pair.getValue().getStringValue());
    }

    private static String message(String type, String requestId, String traceId) {
        return Messages.envelope(type).add("request_id", requestId).add("trace", Json.createObjectBuilder()
                .add("trace_id", traceId).add("span", CLIENT_SPAN).add("trace_flags", "01").add("trace_state", "vendor=1"))
                .build().toString();
    }

    @Test
    void theStoryOfAMessageIsATraceWithItsCall() throws Exception {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e0001";
        JsonObject answer;
        try (Client client = Client.enveloped(server, "traced")) {
            answer = client.ask(message("app.story", "story-1", traceId));
        }
        JsonObject trace = answer.getJsonObject("trace");
        assertThat(trace.getString("trace_flags")).isEqualTo("01");
        assertThat(trace.getString("trace_state")).isEqualTo("vendor=1");

        List<Span> spans = spansOf(traceId, 2);
        Span message = named(spans, "process app.story");
        assertThat(hex(message.getSpanId())).isEqualTo(trace.getString("span"));
        assertThat(hex(message.getParentSpanId())).isEqualTo(CLIENT_SPAN);
        assertThat(message.getKind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
        assertThat(message.getTraceState()).isEqualTo("vendor=1");
        assertThat(message.getLinksCount()).isEqualTo(1);
        assertThat(attribute(message.getAttributesList(), "wirescope.client_id")).contains("traced");
        assertThat(message.getEndTimeUnixNano()).isGreaterThan(message.getStartTimeUnixNano());
        Span call = named(spans, "call app");
        assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(attribute(call.getAttributesList(), "http.response.status_code")).contains("200");
        HttpUpstreamServer.Asked asked = application.asked("app.story").get(0);
        assertThat(asked.header("traceparent")).isEqualTo("00-" + traceId + "-" + hex(call.getSpanId()) + "-01");
        assertThat(asked.header("tracestate")).isEqualTo("vendor=1");
        Span handshake = Api.await(PATIENCE, () -> collector.spans().stream().filter(span ->
                span.getSpanId().equals(message.getLinks(0).getSpanId())).findFirst(), Optional::isPresent).orElseThrow();
        assertThat(handshake.getName()).startsWith("handshake ");
        assertThat(collector.resources().get(0).getAttributesList()).extracting(KeyValue::getKey)
                .contains("service.name", "service.version", "service.instance.id", "deployment.environment.name");
        assertThat(attribute(collector.resources().get(0).getAttributesList(), "service.version")).get().asString()
                .matches("\\d.*");
    }

    @Test
    void aMessageWithoutTraceIsInThatOfItsRequest() throws Exception {
        try (Client client = Client.enveloped(server, "untraced")) {
            JsonObject answer = client.ask(Messages.envelope("app.untraced")
                    .add("request_id", "11111111-2222-4333-8444-555555555555").build().toString());
            assertThat(answer.containsKey("trace")).isFalse();
        }
        List<Span> spans = spansOf("11111111222243338444555555555555", 2);
        assertThat(named(spans, "call app").getParentSpanId()).isEqualTo(named(spans, "process app.untraced").getSpanId());
        assertThat(application.asked("app.untraced").get(0).header("traceparent"))
                .startsWith("00-11111111222243338444555555555555-").endsWith("-01");
    }

    @Test
    void aMessageThatIsTakenInSilenceIsASpan() throws Exception {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e0002";
        try (Client client = Client.enveloped(server, "silent")) {
            client.send(message("app.silent", "silent-1", traceId));
            named(spansOf(traceId, 2), "process app.silent");
        }
    }

    @Test
    void aCallOfTheApiAndWhatItPublishesAreSpansOfTheCallersTrace() throws Exception {
        String traceId = "4bf92f3577b34da6a3ce929d0e0e0003";
        try (Client client = Client.enveloped(server, "receiver")) {
            Answer answer = new Api(server).send("POST", "/api/v2/channels/client:receiver/messages",
                    "{\"type\":\"news\",\"payload\":{}}", "traceparent", "00-" + traceId + "-" + CLIENT_SPAN + "-01",
                    "tracestate", "vendor=1");
            assertThat(answer.header("tracestate")).isEqualTo("vendor=1");
            List<Span> spans = spansOf(traceId, 2);
            Span request = named(spans, "POST /api/v2/channels/{channel}/messages");
            assertThat(request.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
            assertThat(hex(request.getParentSpanId())).isEqualTo(CLIENT_SPAN);
            assertThat(answer.header("traceparent")).contains(hex(request.getSpanId()));
            assertThat(request.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(named(spans, "publish news").getParentSpanId()).isEqualTo(request.getSpanId());
        }
    }

    @Test
    void anEventThatIsSentIsALogRecordAndOneThatTheCallerDoesNotRecordIsNot() throws Exception {
        Api api = new Api(server);
        api.send("POST", Api.ROOT + "/events", "{\"event_type\":\"telemetry.unrecorded\",\"data\":{}}", "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e0004-" + CLIENT_SPAN + "-00");
        api.send("POST", Api.ROOT + "/events",
                "{\"event_type\":\"telemetry.recorded\",\"data\":{\"order\":{\"id\":7}}}", "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e0005-" + CLIENT_SPAN + "-01");

        LogRecord found = Api.await(PATIENCE, () -> collector.logs().stream()
                .filter(log -> log.getEventName().equals("telemetry.recorded")).findFirst(), Optional::isPresent).orElseThrow();
        assertThat(hex(found.getTraceId())).isEqualTo("4bf92f3577b34da6a3ce929d0e0e0005");
        assertThat(attribute(found.getAttributesList(), "order.id")).contains("7");
        assertThat(collector.logs()).noneMatch(log -> log.getEventName().equals("telemetry.unrecorded"));
    }

    @Test
    void healthAndMetricsSayHowTheExportFares() throws Exception {
        Api api = new Api(server);
        JsonObject data = Api.await(PATIENCE, () -> api.get(Api.ROOT + "/health").data(), health -> health
                .getJsonObject("checks").getJsonObject("telemetry").getJsonObject("signals").getJsonObject("traces")
                .getInt("exported") > 0);
        assertThat(data.getString("trace_link")).isEqualTo(LINK);
        JsonObject telemetry = data.getJsonObject("checks").getJsonObject("telemetry");
        assertThat(telemetry.getString("status")).isEqualTo("healthy");
        JsonObject traces = telemetry.getJsonObject("signals").getJsonObject("traces");
        assertThat(traces.getString("endpoint")).isEqualTo(collector.url() + "/v1/traces");
        assertThat(traces.getInt("failed")).isZero();
        Scrape metrics = Api.await(PATIENCE, () -> Scrape.of(server), scrape -> scrape.text().lines().anyMatch(line ->
                line.startsWith("wirescope_telemetry_exported_total{") && line.contains("signal=\"traces\"")
                        && !line.matches(".* 0(\\.0)?")));
        assertThat(metrics.text()).contains("wirescope_telemetry_queued", "wirescope_telemetry_dropped_total",
                "reason=\"overflow\"", "wirescope_telemetry_events_lost_total");
    }
}
