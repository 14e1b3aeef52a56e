package io.wirescope.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import jakarta.json.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The official decoder finds what was written, field by field, and nothing that it does not know. */
class OtlpEncodingProperties {

    @Property(tries = 300)
    void spansAreReadAsTheyWere(@ForAll("spans") List<Span> spans) throws Exception {
        Attributes resource = new Attributes().add("service.name", "wirescope");

        ExportTraceServiceRequest read = ExportTraceServiceRequest.parseFrom(Signal.request(resource, encoded(spans)));

        assertThat(read.getUnknownFields().asMap()).isEmpty();
        assertThat(read.getResourceSpans(0).getResource().getAttributesList()).containsExactly(
                KeyValue.newBuilder().setKey("service.name").setValue(text("wirescope")).build());
        var found = read.getResourceSpans(0).getScopeSpans(0);
        assertThat(found.getScope().getName()).isEqualTo("io.wirescope");
        assertThat(found.getSpansCount()).isEqualTo(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            assertSame(found.getSpans(i), spans.get(i));
        }
    }

    private static List<byte[]> encoded(List<? extends Exported> all) {
        return all.stream().map(Signal::encode).toList();
    }

    private static void assertSame(io.opentelemetry.proto.trace.v1.Span found, Span span) {
        assertThat(found.getUnknownFields().asMap()).isEmpty();
        assertThat(found.getTraceId()).isEqualTo(hex(span.id().traceId()));
        assertThat(found.getSpanId()).isEqualTo(hex(span.id().spanId()));
        assertThat(found.getParentSpanId()).isEqualTo(hex(span.parentId()));
        assertThat(found.getTraceState()).isEqualTo(span.traceState() == null ? "" : span.traceState());
        assertThat(found.getName()).isEqualTo(span.name());
        assertThat(found.getKind().name()).isEqualTo("SPAN_KIND_" + span.kind());
        assertThat(found.getStartTimeUnixNano()).isEqualTo(span.startMicros() * 1000);
        assertThat(found.getEndTimeUnixNano()).isEqualTo(span.endMicros() * 1000);
        assertSame(found.getAttributesList(), span.attributes());
        assertThat(found.getLinksCount()).isEqualTo(span.link() == null ? 0 : 1);
        if (span.link() != null) {
            assertThat(found.getLinks(0).getTraceId()).isEqualTo(hex(span.link().traceId()));
            assertThat(found.getLinks(0).getSpanId()).isEqualTo(hex(span.link().spanId()));
        }
        assertThat(found.getStatus().getCode())
                .isEqualTo(span.error() == null ? StatusCode.STATUS_CODE_UNSET : StatusCode.STATUS_CODE_ERROR);
        assertThat(found.getStatus().getMessage()).isEqualTo(span.error() == null ? "" : span.error());
    }

    @Property(tries = 300)
    void logRecordsAreReadAsTheyWere(@ForAll("logs") List<LogEvent> logs) throws Exception {
        ExportLogsServiceRequest read =
                ExportLogsServiceRequest.parseFrom(Signal.request(new Attributes(), encoded(logs)));

        List<LogRecord> found = read.getResourceLogs(0).getScopeLogs(0).getLogRecordsList();
        assertThat(found).hasSameSizeAs(logs);
        for (int i = 0; i < logs.size(); i++) {
            LogEvent log = logs.get(i);
            assertThat(found.get(i).getUnknownFields().asMap()).isEmpty();
            assertThat(found.get(i).getEventName()).isEqualTo(log.name());
            assertThat(found.get(i).getTimeUnixNano()).isEqualTo(log.timeMicros() * 1000);
            assertThat(found.get(i).getObservedTimeUnixNano()).isEqualTo(log.observedMicros() * 1000);
            assertThat(found.get(i).getSeverityNumber()).isEqualTo(SeverityNumber.valueOf("SEVERITY_NUMBER_"
                    + log.severity()));
            assertThat(found.get(i).getSeverityText()).isEqualTo(log.severity().name());
            assertThat(found.get(i).hasBody()).isFalse();
            assertThat(found.get(i).getTraceId()).isEqualTo(hex(log.span() == null ? null : log.span().traceId()));
            assertThat(found.get(i).getSpanId()).isEqualTo(hex(log.span() == null ? null : log.span().spanId()));
            assertSame(found.get(i).getAttributesList(), log.attributes());
        }
    }

    private static void assertSame(List<KeyValue> found, Attributes attributes) {
        assertThat(found).extracting(KeyValue::getKey).containsExactlyElementsOf(attributes.values().keySet());
        for (KeyValue pair : found) {
            Object value = attributes.values().get(pair.getKey());
            AnyValue any = pair.getValue();
            Object read = switch (any.getValueCase()) {
                case STRING_VALUE -> any.getStringValue();
                case BOOL_VALUE -> any.getBoolValue();
                case INT_VALUE -> any.getIntValue();
                case DOUBLE_VALUE -> any.getDoubleValue();
                default -> null;
            };
            assertThat(read).isEqualTo(value);
            assertThat(pair.getUnknownFields().asMap()).isEmpty();
            assertThat(any.getUnknownFields().asMap()).isEmpty();
        }
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static ByteString hex(String digits) {
        return digits == null ? ByteString.EMPTY : ByteString.copyFrom(HexFormat.of().parseHex(digits));
    }

    @Provide
    Arbitrary<List<Span>> spans() {
        return Combinators.combine(ids(), digits(16).injectNull(0.3), texts().injectNull(0.5), texts(),
                Arbitraries.of(SpanKind.class), times(), attributes(),
                Combinators.combine(ids().injectNull(0.5), texts().filter(text -> !text.isEmpty()).injectNull(0.5))
                        .as((link, error) -> Map.entry(Optional.ofNullable(link),
                                Optional.ofNullable(error))))
                .as((id, parent, state, name, kind, time, attributes, rest) -> new Span(id, parent, state, name, kind,
                        time, time + 1_000, attributes, rest.getKey().orElse(null), rest.getValue().orElse(null)))
                .list().ofMinSize(1).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<LogEvent>> logs() {
        return Combinators.combine(texts(), times(), times(), Arbitraries.of(LogEvent.Severity.class),
                ids().injectNull(0.3), attributes()).as(LogEvent::new).list().ofMinSize(1).ofMaxSize(5);
    }

    private static Arbitrary<Attributes> attributes() {
        Arbitrary<Object> values = Arbitraries.oneOf(texts(), Arbitraries.longs(), Arbitraries.of(true, false),
                Arbitraries.doubles().ofScale(5)).map(value -> (Object) value);
        return Arbitraries.maps(texts(), values).ofMaxSize(8).map(map -> {
            Attributes attributes = new Attributes();
            map.forEach((name, value) -> {
                if (value instanceof String text) {
                    attributes.add(name, text);
                } else if (value instanceof Long number) {
                    attributes.add(name, number.longValue());
                } else if (value instanceof Boolean flag) {
                    attributes.add(name, flag.booleanValue());
                } else {
                    attributes.addAll("", Json.createObjectBuilder().add(name, (Double) value).build());
                }
            });
            return attributes;
        });
    }

    private static Arbitrary<SpanId> ids() {
        return Combinators.combine(digits(32), digits(16)).as(SpanId::new);
    }

    private static Arbitrary<String> digits(int length) {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(length);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange(' ', '\u1fff').ofMaxLength(300);
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().between(1, 4_000_000_000_000_000L);
    }
}
