package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.EventDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventHeadersTest {

    @Test
    void mapsHeadersInAnyCase() {
        Posted.binary("{\"entries\":52113}", "CE-Time", "2025-08-16T01:36:59Z",
                "Ce-Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "CE-TraceState", "a=b",
                "ce-requestid", "r-1", "ce-clientid", "alice", "ce-connectionid", "c-1", "ce-subject", "features").isRebuild("2025-08-16T01:36:59Z");
    }

    @Test
    void whatIsMissingIsTheRequestsOrNone() {
        EventDraft draft = Posted.binary("{}").draft();

        assertThat(draft.timestamp()).isNull();
        assertThat(draft.context().requestId()).isEqualTo("the-request");
        assertThat(draft.context().trace()).isEqualTo(Posted.TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=UTF-8", "application/vnd.example+json"})
    void theBodyIsOfAnyJsonType(String type) {
        assertThat(Posted.binary("{\"a\":1}").with("Content-Type", type).draft().data().toJson()).hasSize(1);
    }

    @Test
    void withoutABodyThereIsNoData() {
        assertThat(Posted.binary("").draft().data().toJson()).isEmpty();
        assertThat(Posted.binary("").with("Content-Type").draft().data().toJson()).isEmpty();
    }

    @Test
    void aBodyHasAType() {
        assertThat(Posted.binary("{}").with("Content-Type").refusal().status()).isEqualTo(415);
        assertThat(Posted.binary("{}").with("Content-Type", "text/plain").refusal().status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void whatIsRequiredMustBeThere(String attribute) {
        Posted.binary("{}").with("ce-" + attribute).isInvalid(0, attribute, "is required");
        Posted.binary("{}").with("ce-" + attribute, "").isInvalid(0, attribute, "must be ");
        Posted.binary("{}").with("ce-" + attribute, "1.0", "1.0").isInvalid(0, attribute, "must appear exactly once");
    }

    @Test
    void breaksTheSameRulesAsInJson() {
        Posted.binary("{}").with("ce-specversion", "0.3").isInvalid(0, "specversion", "must be 1.0");
        Posted.binary("{}").with("ce-type", "cacheRebuild").isInvalid(0, "type", "must be lower-case words");
        Posted.binary("{}", "ce-time", "30000-01-01T00:00:00Z").isInvalid(0, "time", "must be an RFC 3339");
        Posted.binary("[]").isInvalid(0, "data", "must be an object, not an array");
        Posted.binary("\"text\"").isInvalid(0, "data", "must be an object, not a string");
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        assertThat(Posted.binary("{").refusal().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "Euro%20%E2%82%AC%20%F0%9F%98%80, 'Euro \u20ac \ud83d\ude00'",
        "%e2%82%ac,                       \u20ac",
        "%41bc,                           Abc",
        "a+b,                             a+b",
        "%2541,                           %41",
        "'  a b  ',                       a b",
        "'\"a b\"',                       a b",
        "'\"a\\\"b\\\\c%20d\"',           'a\"b\\c d'"})
    void decodesAValueOnce(String header, String value) {
        assertThat(Posted.binary("{}").with("ce-id", header).draft().id()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "a%zz", "%C0%A0", "%ED%A0%80", "%ff", "\u20ac", "a\tb", "\"",
            "\"a", "\"a\"b", "\"a\\\""})
    void refusesAValueThatIsNotEncoded(String header) {
        Posted.binary("{}").with("ce-id", header).isInvalid(0, "id", "must be printable ASCII");
    }

    @Test
    void anEncodedControlCharacterIsNoId() {
        Posted.binary("{}").with("ce-id", "a%00b").isInvalid(0, "id", "must be 1 to 128 characters");
    }

    @Test
    void aLongHeaderIsRefusedLikeAnyOther() {
        Posted.binary("{}").with("ce-id", "%41".repeat(10_000)).isInvalid(0, "id", "must be 1 to 128 characters");
        Posted.binary("{}").with("ce-id", "\"" + "\\a".repeat(10_000) + "\"")
                .isInvalid(0, "id", "must be 1 to 128 characters");
    }
}
