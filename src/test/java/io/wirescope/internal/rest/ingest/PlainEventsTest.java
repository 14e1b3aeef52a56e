package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventDraft;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainEventsTest {

    private static final String IDENTIFIER_RULE = "must be 1 to 128 characters without control characters";

    private static Posted event(String members) {
        return Posted.as(Posted.PLAIN, "{\"event_type\":\"cache.rebuild\"" + members + "}");
    }

    @Test
    void readsEveryMember() {
        EventDraft draft = event("""
                , "id": "rebuild-17", "timestamp": "2025-08-16T01:36:59.923393Z", "request_id": "r-1",
                "trace_id": "0af7651916cd43dd8448eb211c80319c", "trace_span": "span of ours", "client_id": "alice",
                "connection_id": "c-1", "source": "cache-builder", "data": {"cache": "features", "entries": 52113}
                """).draft();

        assertThat(draft.eventType()).isEqualTo("cache.rebuild");
        assertThat(draft.id()).isEqualTo("rebuild-17");
        assertThat(draft.timestamp()).isEqualTo("2025-08-16T01:36:59.923393Z");
        assertThat(draft.context().requestId()).isEqualTo("r-1");
        assertThat(draft.context().trace())
                .isEqualTo(new TraceContext("0af7651916cd43dd8448eb211c80319c", "span of ours", null));
        assertThat(draft.context().clientId()).isEqualTo("alice");
        assertThat(draft.context().connectionId()).isEqualTo("c-1");
        assertThat(draft.context().source()).isEqualTo("cache-builder");
        assertThat(draft.data().toJson().toString()).isEqualTo("{\"cache\":\"features\",\"entries\":52113}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"id\":null,\"timestamp\":null,\"request_id\":null,\"trace_id\":null,"
            + "\"trace_span\":null,\"client_id\":null,\"connection_id\":null,\"source\":null,\"data\":null"})
    void whatIsMissingOrNullIsTheRequestsOrNone(String members) {
        EventDraft draft = event(members).draft();

        assertThat(draft.id()).isNull();
        assertThat(draft.timestamp()).isNull();
        assertThat(draft.context().requestId()).isEqualTo("the-request");
        assertThat(draft.context().trace()).isEqualTo(Posted.TRACE);
        assertThat(draft.context().clientId()).isNull();
        assertThat(draft.context().connectionId()).isNull();
        assertThat(draft.context().source()).isNull();
        assertThat(draft.data().toJson()).isEmpty();
    }

    @Test
    void aRequestWithoutTraceGivesNone() {
        assertThat(event("").draft(Posted.UNTRACED).context().trace()).isNull();
    }

    @Test
    void aSpanAloneIsOneOfTheRequestsTrace() {
        Posted event = event(",\"trace_span\":\"0123456789abcdef\"");

        assertThat(event.draft().context().trace())
                .isEqualTo(new TraceContext(Posted.TRACE.traceId(), "0123456789abcdef", null));
        assertThat(event.draft(Posted.UNTRACED).context().trace())
                .isEqualTo(new TraceContext(null, "0123456789abcdef", null));
    }

    @Test
    void aTraceAloneHasNoSpan() {
        assertThat(event(",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"").draft().context().trace())
                .isEqualTo(new TraceContext("0af7651916cd43dd8448eb211c80319c", null, null));
    }

    @Test
    void membersOfOtherNamesAreIgnored() {
        assertThat(event(",\"sequence\":\"x\",\"Event_Type\":5,\"type\":[]").drafts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "inference.audit", "cache.rebuild", "com.example.cache_2.rebuild.1", "a.0",
            "a234567890123456789012345678901234567890123456789012345678901234"})
    void takesAnyTypeThatTheRuleAllows(String type) {
        assertThat(Posted.as(Posted.PLAIN, "{\"event_type\":\"" + type + "\"}").draft().eventType()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Cache.Rebuild", "cache rebuild", "cache..rebuild", ".cache", "cache.", "1.cache",
            "cache-rebuild", "c\\u00e4che", "com.example.someEvent", "cache\\n",
            "a2345678901234567890123456789012345678901234567890123456789012345"})
    void refusesAnyOther(String type) {
        Posted.as(Posted.PLAIN, "{\"event_type\":\"" + type + "\"}")
                .isInvalid(0, "event_type", "must be lower-case words joined by dots");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}                              | is required",
        "{\"event_type\": null}          | is required",
        "{\"event_type\": 5}             | must be a string, not a number",
        "{\"event_type\": [\"a\"]}       | must be a string, not an array",
        "{\"event_type\": {}}            | must be a string, not an object",
        "{\"event_type\": true}          | must be a string, not a boolean"})
    void theTypeMustBeThere(String body, String rule) {
        Posted.as(Posted.PLAIN, body).isInvalid(0, "event_type", rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"text\" | must be an object, not a string",
        "[]       | must be an object, not an array",
        "5        | must be an object, not a number",
        "false    | must be an object, not a boolean"})
    void dataMustBeAnObject(String data, String rule) {
        event(",\"data\":" + data).isInvalid(0, "data", rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "request_id", "trace_span", "client_id", "connection_id", "source"})
    void idsFollowTheirRule(String member) {
        assertThat(event(",\"" + member + "\":\"" + "\\ud83d\\ude00".repeat(128) + "\"").drafts()).hasSize(1);
        event(",\"" + member + "\":\"\"").isInvalid(0, member, IDENTIFIER_RULE);
        event(",\"" + member + "\":\"" + "x".repeat(129) + "\"").isInvalid(0, member, IDENTIFIER_RULE);
        event(",\"" + member + "\":\"a\\u0000b\"").isInvalid(0, member, IDENTIFIER_RULE);
        event(",\"" + member + "\":\"a\\nb\"").isInvalid(0, member, IDENTIFIER_RULE);
        event(",\"" + member + "\":5").isInvalid(0, member, "must be a string, not a number");
        event(",\"" + member + "\":{}").isInvalid(0, member, "must be a string, not an object");
    }

    @ParameterizedTest
    @CsvSource({
        "\"\",                                   must be 32 lower hex digits",
        "\"0af7651916cd43dd8448eb211c80319\",    must be 32 lower hex digits",
        "\"0af7651916cd43dd8448eb211c80319cc\",  must be 32 lower hex digits",
        "\"0AF7651916CD43DD8448EB211C80319C\",   must be 32 lower hex digits",
        "\"00000000000000000000000000000000\",   must be 32 lower hex digits",
        "7,                                      'must be a string, not a number'"})
    void aTraceIdFollowsItsRule(String traceId, String rule) {
        event(",\"trace_id\":" + traceId).isInvalid(0, "trace_id", rule);
    }

    @ParameterizedTest
    @CsvSource({
        "0,                              1970-01-01T00:00:00Z",
        "1755308219,                     2025-08-16T01:36:59Z",
        "1755308219.923393,              2025-08-16T01:36:59.923393Z",
        "1755308219.1234567899999,       2025-08-16T01:36:59.123456789Z",
        "1.755308219e9,                  2025-08-16T01:36:59Z",
        "-0.25,                          1969-12-31T23:59:59.750Z",
        "-62167219200,                   0000-01-01T00:00:00Z",
        "253402300799.999999999,         9999-12-31T23:59:59.999999999Z",
        "\"2025-08-16T01:36:59Z\",       2025-08-16T01:36:59Z",
        "\"2025-08-16t03:36:59.5+02:00\", 2025-08-16T01:36:59.5Z",
        "\"0000-01-01T00:00:00Z\",       0000-01-01T00:00:00Z",
        "\"9999-12-31T23:59:59Z\",       9999-12-31T23:59:59Z"})
    void readsATimestampOfEitherKind(String timestamp, Instant instant) {
        assertThat(event(",\"timestamp\":" + timestamp).draft().timestamp()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"30000-01-01T00:00:00Z\"", "\"+30000-01-01T00:00:00Z\"", "884541513600",
            "253402300800", "-62167219200.000001", "1e300", "-1e300", "1e-999999999", "1755308219923",
            "\"1755308219\"", "\"2025-08-16\"", "\"2025-08-16T01:36Z\"", "\"2025-02-30T00:00:00Z\"", "\"\"", "true",
            "[]", "{}"})
    void refusesAnyOtherTimestamp(String timestamp) {
        event(",\"timestamp\":" + timestamp).isInvalid(0, "timestamp",
                "must be an RFC 3339 timestamp or seconds since 1970-01-01T00:00:00Z, of the years 0 to 9999");
    }

    @Test
    void readsAnArrayInOrder() {
        assertThat(Posted.as(Posted.PLAIN, "[{\"event_type\":\"a.b\"},{\"event_type\":\"c.d\"}]").drafts())
                .extracting(EventDraft::eventType).containsExactly("a.b", "c.d");
    }

    @Test
    void readsAThousandAndNoMore() {
        String event = "{\"event_type\":\"a.b\"}";

        assertThat(Posted.as(Posted.PLAIN, "[" + String.join(",", Collections.nCopies(1000, event)) + "]").drafts())
                .hasSize(1000);
        Posted.as(Posted.PLAIN, "[" + String.join(",", Collections.nCopies(1001, event)) + "]")
                .isInvalid("must hold 1 to 1000 events");
        Posted.as(Posted.PLAIN, "[]").isInvalid("must hold 1 to 1000 events");
    }

    @Test
    void namesTheIndexOfTheFirstBadOne() {
        Posted.as(Posted.PLAIN, "[{\"event_type\":\"a.b\"},{\"event_type\":\"c.d\",\"data\":\"x\"},{}]")
                .isInvalid(1, "data", "must be an object, not a string");
        Posted.as(Posted.PLAIN, "[{\"event_type\":\"a.b\"},{\"event_type\":\"c.d\"},null]")
                .isInvalid(2, "event", "must be an object, not null");
        Posted.as(Posted.PLAIN, "[[{\"event_type\":\"a.b\"}]]")
                .isInvalid(0, "event", "must be an object, not an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"text\"", "null", "true"})
    void anythingElseIsNoEvent(String body) {
        Posted.as(Posted.PLAIN, body).isInvalid("must be an event or an array of events");
    }
}
