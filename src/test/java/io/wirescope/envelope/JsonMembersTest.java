package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.JsonObject;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The members of JSON objects, each by its rule. */
class JsonMembersTest {

    private static JsonMembers members(String json) {
        return JsonMembers.of(object(json));
    }

    private static JsonObject object(String json) {
        try {
            return JsonFormat.read(json).asJsonObject();
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void breaks(String field, String rule, ThrowingCallable reading) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(reading).satisfies(e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.rule()).isEqualTo(rule);
            assertThat(e).hasMessage(field + " " + rule);
            assertThat(e.getStackTrace()).isEmpty();
        });
    }

    @Test
    void nullCountsAsMissingInEventsAndRequestsOnly() {
        breaks("a", "is required", () -> members("{\"a\":null}").requiredText("a"));
        breaks("a", "is required", () -> members("{}").requiredText("a"));
        JsonMembers envelope = JsonMembers.ofEnvelope(object("{\"a\":null}"));
        breaks("a", "must be a string, not null", () -> envelope.requiredText("a"));
        breaks("b", "is required", () -> envelope.requiredText("b"));
    }

    @Test
    void whatIsOptionalMayBeMissingOrNull() {
        for (String json : new String[] {"{}", "{\"a\":null}"}) {
            JsonMembers members = members(json);
            assertThat(members.value("a")).isEmpty();
            assertThat(members.text("a")).isNull();
            assertThat(members.id("a")).isNull();
            assertThat(members.object("a")).isNull();
            assertThat(members.number("a")).isNull();
            assertThat(members.flag("a")).isNull();
            assertThat(members.time("a")).isNull();
            assertThat(members.rfc3339("a")).isNull();
        }
    }

    @Test
    void anEnvelopesErrorsSayThatNullIsAllowed() {
        JsonMembers envelope = JsonMembers.ofEnvelope(object("{\"a\":5}"));
        breaks("a", "must be a string or null, not a number", () -> envelope.text("a"));
        breaks("a", "must be an object or null, not a number", () -> envelope.object("a"));
        breaks("a", "must be a string, not a number", () -> members("{\"a\":5}").text("a"));
    }

    @Test
    void aMemberOfAMemberIsNamedByItsPath() {
        JsonMembers trace = JsonMembers.ofEnvelope(object("{}")).below("trace.", object("{\"span\":1}"));
        breaks("trace.span", "must be a string or null, not a number", () -> trace.text("span"));
    }

    @Test
    void typesAreNeverCoerced() {
        breaks("a", "must be a number, not a string", () -> members("{\"a\":\"5\"}").number("a"));
        breaks("a", "must be a boolean, not a string", () -> members("{\"a\":\"true\"}").flag("a"));
        breaks("event", "must be an object, not an array", () -> JsonMembers.of("event", JsonFormat.read("[]")));
        assertThat(members("{\"a\":false}").flag("a")).isFalse();
        assertThat(members("{\"a\":5}").number("a").intValue()).isEqualTo(5);
    }

    @Test
    void aTimeIsRfc3339OrSecondsOfFourDigitYears() {
        assertThat(members("{\"t\":1.5}").time("t")).isEqualTo(Instant.ofEpochMilli(1500));
        assertThat(members("{\"t\":\"1970-01-01T00:00:01Z\"}").time("t")).isEqualTo(Instant.ofEpochSecond(1));
        for (String value : new String[] {"1e-999999999", "253402300800", "true", "\"yesterday\""}) {
            breaks("t", "must be an RFC 3339 timestamp or seconds since 1970-01-01T00:00:00Z, of the years 0 to 9999",
                    () -> members("{\"t\":" + value + "}").time("t"));
        }
    }

    @Test
    void aMessageTypeHasUpTo128Characters() {
        assertThat(members("{\"t\":\"" + "\ud83d\ude00".repeat(128) + "\"}").messageType("t")).hasSize(256);
        breaks("t", MessageType.RULE, () -> members("{\"t\":\"\"}").messageType("t"));
        breaks("t", MessageType.RULE, () -> members("{\"t\":\"" + "x".repeat(129) + "\"}").messageType("t"));
    }

    @Test
    void anExcerptCountsCharacters() {
        assertThat(Excerpt.of("\ud83d\ude00\ud83d\ude00", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00");
        assertThat(Excerpt.of("\ud83d\ude00\ud83d\ude00", 1)).isEqualTo("\ud83d\ude00...");
    }
}
