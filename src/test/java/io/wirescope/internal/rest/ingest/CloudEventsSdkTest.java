package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.ContentType;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventDraft;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the CloudEvents SDK for Java sends is what is read: a producer that is not ours. */
class CloudEventsSdkTest {

    private static final CloudEventBuilder EVENT = CloudEventBuilder.v1()
            .withId("rebuild-17").withSource(URI.create("/caches/features")).withType("com.example.cache.rebuild")
            .withSubject("features").withTime(OffsetDateTime.parse("2025-08-16T03:36:59.923393+02:00"))
            .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .withExtension("requestid", "r-1").withExtension("clientid", "alice").withExtension("attempt", 2);

    private static final CloudEvent WITH_DATA = EVENT
            .withData("application/json", "{\"entries\":52113}".getBytes(StandardCharsets.UTF_8)).build();
    private static final CloudEvent WITHOUT_DATA = EVENT.withoutData().build();

    private static Posted sent(List<String> headers, byte[] body) {
        return new Posted(Posted.headersOf(headers.toArray(String[]::new)), body == null ? new byte[0] : body);
    }

    private static MessageWriter<?, ?> writer(List<String> headers, AtomicReference<byte[]> body) {
        return HttpMessageFactory.createWriter((name, value) -> headers.addAll(List.of(name, value)), body::set);
    }

    private static Posted binary(CloudEvent event) {
        List<String> headers = new ArrayList<>();
        AtomicReference<byte[]> body = new AtomicReference<>();
        writer(headers, body).writeBinary(event);
        return sent(headers, body.get());
    }

    private static Posted structured(CloudEvent event) {
        List<String> headers = new ArrayList<>();
        AtomicReference<byte[]> body = new AtomicReference<>();
        writer(headers, body).writeStructured(event,
                EventFormatProvider.getInstance().resolveFormat(ContentType.JSON));
        return sent(headers, body.get());
    }

    private static void isAsSent(EventDraft draft) {
        assertThat(draft.eventType()).isEqualTo("com.example.cache.rebuild");
        assertThat(draft.id()).isEqualTo("rebuild-17");
        assertThat(draft.timestamp()).isEqualTo("2025-08-16T01:36:59.923393Z");
        assertThat(draft.context().source()).isEqualTo("/caches/features");
        assertThat(draft.context().requestId()).isEqualTo("r-1");
        assertThat(draft.context().clientId()).isEqualTo("alice");
        assertThat(draft.context().trace())
                .isEqualTo(new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", null, true, null));
    }

    @Test
    void readsItsBinaryForm() {
        isAsSent(binary(WITH_DATA).draft());
        assertThat(binary(WITH_DATA).draft().data().toJson()).hasToString("{\"entries\":52113}");
    }

    @Test
    void readsItsStructuredForm() {
        isAsSent(structured(WITH_DATA).draft());
        assertThat(structured(WITH_DATA).draft().data().toJson()).hasToString("{\"entries\":52113}");
    }

    @Test
    void readsAnEventWithoutData() {
        isAsSent(binary(WITHOUT_DATA).draft());
        isAsSent(structured(WITHOUT_DATA).draft());
        assertThat(binary(WITHOUT_DATA).draft().data().toJson()).isEmpty();
        assertThat(structured(WITHOUT_DATA).draft().data().toJson()).isEmpty();
    }
}
