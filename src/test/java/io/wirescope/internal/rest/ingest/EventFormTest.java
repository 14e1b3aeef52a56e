package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.json.JsonString;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormTest {

    @ParameterizedTest
    @CsvSource({
        "application/json,                                        PLAIN",
        "Application/JSON;charset=UTF-8,                          PLAIN",
        "application/json; charset=\"utf-8\"; v=1,                PLAIN",
        "application/json;,                                       PLAIN",
        "application/cloudevents+json,                            STRUCTURED_CLOUD_EVENT",
        "application/cloudevents+json; charset=utf-8,             STRUCTURED_CLOUD_EVENT",
        "application/CloudEvents-Batch+json ;charset=us-ascii,    CLOUD_EVENT_BATCH"})
    void isToldByTheContentType(String contentType, EventForm form) {
        assertThat(EventForm.of(Posted.headersOf("Content-Type", contentType))).isEqualTo(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-specversion", "CE-ID", "ce-source", "ce-type"})
    void anAttributeInAHeaderMakesItBinary(String header) {
        assertThat(EventForm.of(Posted.headersOf("Content-Type", "application/json", header, "x")))
                .isEqualTo(EventForm.BINARY_CLOUD_EVENT);
    }

    @Test
    void attributesBesideAStructuredOneChangeNothing() {
        assertThat(EventForm.of(Posted.headersOf("Content-Type", Posted.STRUCTURED, "ce-id", "x")))
                .isEqualTo(EventForm.STRUCTURED_CLOUD_EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json", "text/plain", "text/json", "application/problem+json", "application/xml",
            "application/cloudevents", "application/cloudevents+avro", "application/cloudevents-batch",
            "application/x-www-form-urlencoded", "multipart/form-data", "application/json, text/plain", "*/*",
            "application/json; charset=iso-8859-1", "application/json;charset=UTF-16"})
    void anyOtherIsRefused(String contentType) {
        RefusedRequestException refusal = Posted.as(contentType, "{}").refusal();

        assertThat(refusal.status()).isEqualTo(415);
        assertThat(refusal.error().code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        assertThat(refusal.error().message()).isEqualTo("Content-Type must be one of application/json,"
                + " application/cloudevents+json, application/cloudevents-batch+json, in UTF-8; found: " + contentType);
        assertThat(refusal.error().details().getJsonArray("accepted").getValuesAs(JsonString::getString))
                .containsExactly(Posted.PLAIN, Posted.STRUCTURED, Posted.BATCH);
    }

    @Test
    void noneIsRefused() {
        RefusedRequestException refusal = new Posted(Posted.headersOf(), new byte[0]).refusal();

        assertThat(refusal.status()).isEqualTo(415);
        assertThat(refusal.error().message()).endsWith("found: none");
    }

    @Test
    void aCompressedBodyIsRefused() {
        Posted event = Posted.as(Posted.PLAIN, "{\"event_type\":\"a.b\"}");

        assertThat(event.with("Content-Encoding", "identity").drafts()).hasSize(1);
        assertThat(event.with("Content-Encoding", "gzip").refusal().status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {Posted.PLAIN, Posted.STRUCTURED, Posted.BATCH})
    void whatIsNoJsonIsRefusedWithItsPosition(String contentType) {
        Stream.of("", " ", "nope", "{\"event_type\":\"a.b\",}", "{} {}", "{\"a\":1,\"a\":2}", "\ufeff{}",
                "[".repeat(100_000)).forEach(body -> {
                    RefusedRequestException refusal = Posted.as(contentType, body).refusal();
                    assertThat(refusal.status()).isEqualTo(400);
                    assertThat(refusal.error().code()).isEqualTo("INVALID_JSON");
                    assertThat(refusal.error().details()).containsOnlyKeys("line", "column", "offset");
                });
    }

    @Test
    void tellsWhereItIsNoJson() {
        assertThat(Posted.as(Posted.PLAIN, "{\"event_type\":\n \"a.b\",}").refusal().error().details())
                .hasToString("{\"line\":2,\"column\":8,\"offset\":22}");
    }
}
