package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.EventDraft;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {

    private static final String ATTRIBUTES =
            "\"specversion\":\"1.0\",\"id\":\"rebuild-17\",\"source\":\"/caches/features\",\"type\":\"cache.rebuild\"";

    private static Posted event(String more) {
        return Posted.as(Posted.STRUCTURED, "{" + ATTRIBUTES + more + "}");
    }

    /** {@return an event in which one attribute has another value} */
    private static Posted eventWith(String name, String json) {
        return Posted.as(Posted.STRUCTURED,
                "{" + ATTRIBUTES.replaceFirst("\"" + name + "\":\"[^\"]*\"",
                        Matcher.quoteReplacement("\"" + name + "\":" + json)) + "}");
    }

    /** {@return an event in which one attribute is missing} */
    private static Posted eventWithout(String name) {
        return Posted.as(Posted.STRUCTURED,
                "{" + ATTRIBUTES.replaceFirst("\"" + name + "\":\"[^\"]*\"", "\"other\":\"x\"") + "}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mapsItsAttributes() {
        event("""
                , "time": "2025-08-16T01:36:59.923393Z", "datacontenttype": "application/json; charset=utf-8",
                "subject": "features", "dataschema": "https://example.com/schema", "comexampleother": 5,
                "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "a=b",
                "requestid": "r-1", "clientid": "alice", "connectionid": "c-1", "data": {"entries": 52113}
                """).isRebuild("2025-08-16T01:36:59.923393Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"time\":null,\"datacontenttype\":null,\"traceparent\":null,\"requestid\":null,"
            + "\"clientid\":null,\"connectionid\":null,\"data\":null,\"data_base64\":null"})
    void whatIsMissingOrNullIsTheRequestsOrNone(String more) {
        EventDraft draft = event(more).draft();

        assertThat(draft.timestamp()).isNull();
        assertThat(draft.context().requestId()).isEqualTo("the-request");
        assertThat(draft.context().trace()).isEqualTo(Posted.TRACE);
        assertThat(draft.context().clientId()).isNull();
        assertThat(draft.context().connectionId()).isNull();
        assertThat(draft.data().toJson()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void whatIsRequiredMustBeThere(String attribute) {
        eventWithout(attribute).isInvalid(0, attribute, "is required");
        eventWith(attribute, "null").isInvalid(0, attribute, "is required");
        eventWith(attribute, "5").isInvalid(0, attribute, "must be a string, not a number");
        eventWith(attribute, "{}").isInvalid(0, attribute, "must be a string, not an object");
        eventWith(attribute, "\"\"").isInvalid(0, attribute, "must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1", "1.0.2", "1.1", "2.0", " 1.0"})
    void readsVersionOneAlone(String version) {
        eventWith("specversion", "\"" + version + "\"").isInvalid(0, "specversion", "must be 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a?b#c", "mailto:a@example.com", "/a/b", "1-555-123-4567",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "%20"})
    void aSourceIsAUriReference(String source) {
        assertThat(eventWith("source", "\"" + source + "\"").draft().context().source()).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"a b, must be a URI reference", "a%zz, must be a URI reference", "1:b, must be a URI reference",
        "a\\nb, must be 1 to 128 characters"})
    void anythingElseIsNoSource(String source, String rule) {
        eventWith("source", "\"" + source + "\"").isInvalid(0, "source", rule);
    }

    @Test
    void anIdOrSourceHasItsLength() {
        eventWith("id", "\"" + "x".repeat(129) + "\"").isInvalid(0, "id", "must be 1 to 128 characters");
        eventWith("source", "\"/" + "x".repeat(128) + "\"").isInvalid(0, "source", "must be 1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.cache.rebuild", "cache.rebuild", "inference.audit"})
    void aTypeMayBeReverseDns(String type) {
        assertThat(eventWith("type", "\"" + type + "\"").draft().eventType()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.cacheRebuild", "com.github.pull-request.opened", "Cache", "a/b"})
    void aTypeThatBreaksTheNamingRuleIsRefused(String type) {
        eventWith("type", "\"" + type + "\"").isInvalid(0, "type", "must be lower-case words joined by dots");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"30000-01-01T00:00:00Z\"", "\"+30000-01-01T00:00:00Z\"", "\"2025-08-16T01:36Z\"",
            "\"2025-08-16\"", "\"\""})
    void aTimeIsRfc3339(String time) {
        event(",\"time\":" + time).isInvalid(0, "time", "must be an RFC 3339 timestamp");
    }

    @Test
    void aTimeIsNoNumber() {
        event(",\"time\":1755308219").isInvalid(0, "time", "must be a string, not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00-0af7651916cd43dd8448eb211c80319c",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    void aTraceparentIsAsW3cHasIt(String traceparent) {
        event(",\"traceparent\":\"" + traceparent + "\"").isInvalid(0, "traceparent", "must be a traceparent as in W3C Trace Context");
    }

    @ParameterizedTest
    @ValueSource(strings = {"requestid", "clientid", "connectionid"})
    void idsOfOursFollowTheirRule(String extension) {
        event(",\"" + extension + "\":\"\"").isInvalid(0, extension, "must be 1 to 128 characters");
        event(",\"" + extension + "\":5").isInvalid(0, extension, "must be a string, not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON", "application/json;charset=utf-8", "text/json",
            "application/vnd.example.audit+json"})
    void dataMayBeOfAnyJsonType(String type) {
        Posted event = event(",\"datacontenttype\":\"" + type + "\",\"data\":{\"a\":1}");

        assertThat(event.draft().data().toJson()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json", "text/plain", "application/xml", "application/jsonp", "application/json/x"})
    void dataOfAnotherTypeIsRefused(String type) {
        event(",\"datacontenttype\":\"" + type + "\",\"data\":{}")
                .isInvalid(0, "datacontenttype", "must be application/json, or another that ends with /json or +json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"{}\"  | must be an object, not a string",
        "[{}]    | must be an object, not an array",
        "0       | must be an object, not a number"})
    void dataMustBeAnObject(String data, String rule) {
        event(",\"data\":" + data).isInvalid(0, "data", rule);
    }

    @Test
    void dataMayBeAnObjectInBase64() {
        assertThat(event(",\"data_base64\":\"" + base64("{\"a\":\"\u00e4\"}") + "\"").draft().data().toJson()
                .getString("a")).isEqualTo("\u00e4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"text\"", "null", "{\"a\":1", "{\"a\":1,\"a\":2}"})
    void base64OfAnythingElseIsRefused(String data) {
        event(",\"data_base64\":\"" + base64(data) + "\"")
                .isInvalid(0, "data_base64", "must be a JSON object in Base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "e30\\n", "e3\u00fc", "-_-_", "/////w=="})
    void whatIsNoBase64OrNoUtf8IsRefused(String text) {
        event(",\"data_base64\":\"" + text + "\"").isInvalid(0, "data_base64", "must be a JSON object in Base64");
    }

    @Test
    void dataStandsOnce() {
        event(",\"data\":{},\"data_base64\":\"e30=\"").isInvalid(0, "data_base64", "must not appear together with data");
    }

    @Test
    void readsABatchInOrder() {
        String first = "{" + ATTRIBUTES + "}";
        String second = "{" + ATTRIBUTES.replace("rebuild-17", "rebuild-18") + "}";

        assertThat(Posted.as(Posted.BATCH, "[" + first + "," + second + "]").drafts())
                .extracting(EventDraft::id).containsExactly("rebuild-17", "rebuild-18");
        Posted.as(Posted.BATCH, "[" + first + "," + second.replace("1.0", "0.3") + "," + first + "]")
                .isInvalid(1, "specversion", "must be 1.0");
    }

    @Test
    void aBatchHasOneToAThousand() {
        String event = "{" + ATTRIBUTES + "}";

        Posted.as(Posted.BATCH, "[]").isInvalid("must hold 1 to 1000 events");
        Posted.as(Posted.BATCH, "[" + String.join(",", Collections.nCopies(1001, event)) + "]")
                .isInvalid("must hold 1 to 1000 events");
    }

    @Test
    void aBatchIsAnArrayAndASingleOneIsNone() {
        Posted.as(Posted.BATCH, "{" + ATTRIBUTES + "}").isInvalid("must be an array of CloudEvents");
        Posted.as(Posted.STRUCTURED, "[{" + ATTRIBUTES + "}]")
                .isInvalid(0, "event", "must be an object, not an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:", "file://", "//", "http://[v1.x]/", "a1:b"})
    void aSourceThatJavaRefusesIsTaken(String source) {
        assertThat(eventWith("source", "\"" + source + "\"").draft().context().source()).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gr\u00fc\u00dfe", "urn:\u20ac", "/\u4e2d", "http://[fe80::1%25eth0]/"})
    void aSourceThatOnlyJavaTakesIsRefused(String source) {
        eventWith("source", "\"" + source + "\"").isInvalid(0, "source", "must be a URI reference (RFC 3986, section 4.1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"/relative\"", "\"schema.json\"", "\"http://a b\"", "\"urn:\u00fc\"", "5", "{}"})
    void aSchemaIsAUri(String schema) {
        event(",\"dataschema\":" + schema).isInvalid(0, "dataschema", "must be a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"https://example.com/s#/a\"", "\"urn:\"", "null"})
    void aSchemaIsNotKept(String schema) {
        assertThat(event(",\"dataschema\":" + schema).draft().data().toJson()).isEmpty();
    }
}
