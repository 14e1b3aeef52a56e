package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    private static final TraceContext TRACE =
            new TraceContext(Samples.TRACE_ID, Samples.SPAN, Samples.PARENT_SPAN);

    private static final Map<String, String> ONE_OF_EACH_KIND = new TreeMap<>(Map.of(
            "[1]", "an array", "{\"a\":1}", "an object", "\"text\"", "a string", "5", "a number",
            "true", "a boolean", "false", "a boolean", "null", "null"));

    private static Envelope envelopeOf(String text) throws InvalidMessageException {
        assertThat(CODEC.read(text)).isInstanceOf(EnvelopedMessage.class);
        return ((EnvelopedMessage) CODEC.read(text)).envelope();
    }

    private static InvalidMessageException refusalOf(String text) {
        return assertThrows(InvalidMessageException.class, () -> CODEC.read(text));
    }

    private static void assertBreaks(String text, String member, String rule) {
        InvalidMessageException refusal = refusalOf(text);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ENVELOPE);
        assertThat(refusal).hasMessage("Invalid envelope: " + member + " " + rule);
        assertThat(refusal.details())
                .isEqualTo(JsonFormat.object().add("member", member).add("rule", rule).build());
        assertThat(refusal.enveloped()).isTrue();
    }

    @Nested
    class ReadingAnEnvelope {

        @Test
        void readsEveryMemberThatTheContractNames() throws Exception {
            assertThat(envelopeOf(Samples.FULL)).isEqualTo(new Envelope("pong", Samples.TIMESTAMP,
                    Samples.REQUEST_ID, TRACE, Samples.parse("{\"heartbeat_count\":3}"),
                    Samples.parse("{\"retries\":0,\"debug\":false}")));
        }

        @Test
        void needsNoMoreThanTheRequiredMembers() throws Exception {
            assertThat(envelopeOf(Samples.withPayload("{}"))).isEqualTo(
                    new Envelope("note", Samples.TIMESTAMP, null, null, JsonValue.EMPTY_JSON_OBJECT, null));
        }

        @Test
        void theMessageAnswersWithTheEnvelopesOwnTypeRequestIdAndTrace() throws Exception {
            IncomingMessage message = CODEC.read(Samples.FULL);

            assertThat(message.type()).isEqualTo("pong");
            assertThat(message.requestId()).isEqualTo(Samples.REQUEST_ID);
            assertThat(message.trace()).isEqualTo(TRACE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "1.0", "1.00", "1e0", "10e-1"})
        void takesTheVersionInAnySpellingOfTheNumberOne(String version) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("envelope_version", version)))
                    .isEqualTo(envelopeOf(Samples.FULL));
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfAllowedLength")
        void takesATypeOf1To128Characters(String type) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("type", Samples.quoted(type))).type()).isEqualTo(type);
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfAllowedLength")
        void takesARequestIdOf1To128Characters(String id) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("request_id", Samples.quoted(id))).requestId())
                    .isEqualTo(id);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2025-08-16T01:36:59Z", "2025-08-16t01:36:59.5z", "2025-08-16T01:36:59+05:30"})
        void keepsATimestampAsItWasWritten(String timestamp) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("timestamp", Samples.quoted(timestamp))).timestamp())
                    .isEqualTo(timestamp);
        }

        @ParameterizedTest
        @ValueSource(strings = {"request_id", "trace", "trace.trace_id", "trace.span", "trace.parent_span",
                "meta"})
        void anOptionalMemberThatIsNullCountsAsMissing(String member) throws Exception {
            assertThat(envelopeOf(Samples.fullWith(member, "null")))
                    .isEqualTo(envelopeOf(Samples.fullWithout(member)))
                    .isNotEqualTo(envelopeOf(Samples.FULL));
        }

        @ParameterizedTest
        @ValueSource(strings = {"meta.retries", "meta.debug"})
        void takesNullInMeta(String member) throws Exception {
            assertThat(envelopeOf(Samples.fullWith(member, "null")).meta())
                    .containsEntry(member.substring("meta.".length()), JsonValue.NULL);
        }

        @Test
        void aTraceWithoutContentIsNone() throws Exception {
            assertThat(envelopeOf(Samples.fullWith("trace", "{}")).trace()).isNull();
        }

        @Test
        void aTraceMayHaveOnlyASpan() throws Exception {
            assertThat(envelopeOf(Samples.fullWith("trace", "{\"span\":\"worker-7\"}")).trace())
                    .isEqualTo(new TraceContext(null, "worker-7", null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"worker-7", "", "00F067AA0BA902B7", "0000000000000000", "00f067aa0ba902b700"})
        void keepsASpanThatIsNotHex(String span) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("trace.span", Samples.quoted(span))).trace())
                    .isEqualTo(new TraceContext(Samples.TRACE_ID, span, Samples.PARENT_SPAN));
        }

        @ParameterizedTest
        @ValueSource(strings = {"span", "parent_span"})
        void passesOverASpanThatIsTooLongToBeKept(String member) throws Exception {
            String longest = "\ud83d\udc1f".repeat(128);
            assertThat(envelopeOf(Samples.fullWith("trace", "{\"" + member + "\":\"" + longest + "\"}")).trace())
                    .isNotNull();
            assertThat(envelopeOf(Samples.fullWith("trace", "{\"" + member + "\":\"" + longest + "x\"}")).trace())
                    .isNull();
        }

        @Test
        void keepsAParentSpanThatIsNotHex() throws Exception {
            assertThat(envelopeOf(Samples.fullWith("trace.parent_span", "\"worker-7\"")).trace())
                    .isEqualTo(new TraceContext(Samples.TRACE_ID, Samples.SPAN, "worker-7"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "3", "-1", "1.0", "12345678901234567890", "10e-1"})
        void takesAnyIntegerAsRetries(String retries) throws Exception {
            assertThat(envelopeOf(Samples.fullWith("meta.retries", retries)).meta())
                    .containsEntry("retries", Samples.parseValue(retries));
        }

        @Test
        void keepsWhateverElseIsInMeta() throws Exception {
            JsonObject meta = Samples.parse("{\"retries\":2,\"debug\":true,\"shard\":[1,null,{\"a\":\"b\"}]}");

            assertThat(envelopeOf(Samples.fullWith("meta", meta.toString())).meta()).isEqualTo(meta);
        }

        @Test
        void keepsFlagsAndStateOfTheTrace() throws Exception {
            assertThat(envelopeOf(Samples.fullWith("trace.trace_flags", "\"01\"")).trace())
                    .isEqualTo(TRACE.withFlags("01"));
            assertThat(envelopeOf(Samples.fullWith("trace.trace_state", "\"a=1, b=2\"")).trace())
                    .isEqualTo(TRACE.withState("a=1,b=2"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"priority", "Type", "trace.flags", "trace.trace_flags", "trace.trace_state", "type "})
        void ignoresMembersThatTheContractDoesNotName(String member) throws Exception {
            String text = Samples.fullWith(member, "[{\"envelope_version\":2}]");

            assertThat(envelopeOf(text)).isEqualTo(envelopeOf(Samples.FULL));
            assertThat(CODEC.read(text).source()).isEqualTo(Samples.parse(text));
        }

        @Test
        void takesWhiteSpaceAroundTheObject() throws Exception {
            assertThat(envelopeOf(" \t\r\n" + Samples.FULL + " \t\r\n")).isEqualTo(envelopeOf(Samples.FULL));
        }
    }

    @Nested
    class RefusingABrokenEnvelope {

        @ParameterizedTest
        @ValueSource(strings = {"type", "timestamp", "payload"})
        void namesARequiredMemberThatIsMissing(String member) {
            assertBreaks(Samples.fullWithout(member), member, "is required");
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#valuesOfAWrongKind")
        void namesAMemberOfTheWrongKind(String member, String json, String rule) {
            assertBreaks(Samples.fullWith(member, json), member, rule);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2", "0", "-1", "1.5", "1.0000000000000000000001", "1e9", "1e1000000000",
                "\"1\"", "[1]"})
        void namesAVersionOtherThan1(String version) {
            assertBreaks(Samples.fullWith("envelope_version", version), "envelope_version",
                    "must be the integer 1");
        }

        @Test
        void namesTheVersionBeforeAnythingElse() {
            assertBreaks("{\"envelope_version\":2}", "envelope_version", "must be the integer 1");
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfWrongLength")
        void namesATypeOfWrongLength(String type) {
            assertBreaks(Samples.fullWith("type", Samples.quoted(type)), "type", "must be 1 to 128 characters");
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfWrongLength")
        @ValueSource(strings = {"line\nbreak", "\u0000", "next\u0085line", "\u007f"})
        void namesARequestIdThatIsNoId(String id) {
            assertBreaks(Samples.fullWith("request_id", Samples.quoted(id)), "request_id",
                    "must be 1 to 128 characters without control characters");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "now", "1755308219", "2025-08-16", "2025-08-16T01:36:59",
                "2025-08-16 01:36:59Z", "2025-08-16T01:36Z", "2025-02-30T01:36:59Z", "2025-08-16T25:36:59Z",
                "2025-08-16T01:36:59+0000", " 2025-08-16T01:36:59Z"})
        void namesATimestampThatIsNotRfc3339(String timestamp) {
            assertBreaks(Samples.fullWith("timestamp", Samples.quoted(timestamp)), "timestamp",
                    "must be an RFC 3339 timestamp such as 2025-08-16T01:36:59Z");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "4bf92f3577b34da6a3ce929d0e0e473", "4bf92f3577b34da6a3ce929d0e0e47360",
                "4BF92F3577B34DA6A3CE929D0E0E4736", "4bf92f3577b34da6a3ce929d0e0e473g",
                "00000000000000000000000000000000"})
        void namesATraceIdThatIsNot32LowerHexDigits(String traceId) {
            assertBreaks(Samples.fullWith("trace.trace_id", Samples.quoted(traceId)), "trace.trace_id",
                    "must be 32 lower hex digits, not all zero");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.5", "1e-1", "1e-1000000000", "-2.25"})
        void namesRetriesThatAreNoInteger(String retries) {
            InvalidMessageException refusal = refusalOf(Samples.fullWith("meta.retries", retries));

            assertThat(refusal).hasMessageStartingWith("Invalid envelope: meta.retries must be an integer");
        }

        @Test
        void costsNoStackTrace() {
            assertThat(refusalOf(Samples.fullWithout("type")).getStackTrace()).isEmpty();
        }

        @Test
        void carriesTheRequestIdOfTheBrokenMessage() {
            assertThat(refusalOf(Samples.fullWith("type", "5")).requestId()).isEqualTo(Samples.REQUEST_ID);
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "5", "[]", "\"\"", "\"a\\u0000b\""})
        void carriesNoRequestIdWhereItIsUnusable(String id) {
            String broken = JsonFormat.write(JsonFormat.object().add("envelope_version", 1)
                    .add("request_id", Samples.parseValue(id)).build());

            assertThat(refusalOf(broken).requestId()).isNull();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "[]          | an array",
            "[{}]        | an array",
            "\"text\"    | a string",
            "5           | a number",
            "true        | a boolean",
            "false       | a boolean",
            "null        | null"})
        void saysWhatCameInsteadOfAnObject(String text, String kind) {
            InvalidMessageException refusal = refusalOf(text);

            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ENVELOPE);
            assertThat(refusal)
                    .hasMessage("Invalid envelope: a message must be a JSON object, not " + kind);
            assertThat(refusal.details().getString("found")).isEqualTo(kind);
            assertThat(refusal.requestId()).isNull();
            assertThat(refusal.enveloped()).isFalse();
        }
    }

    @Nested
    class RefusingWhatIsNotJson {

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsThatAreNotJson")
        void answersInvalidJson(String text) {
            InvalidMessageException refusal = refusalOf(text);

            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
            assertThat(refusal).hasMessageStartingWith("Invalid JSON format: ");
            assertThat(refusal.details()).containsOnlyKeys("line", "column", "offset");
            assertThat(refusal.requestId()).isNull();
            assertThat(refusal.enveloped()).isFalse();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "hello                               | 1 | 1 | 0",
            "{a: 1}                              | 1 | 2 | 1",
            "{\"type\": ping}                    | 1 | 10 | 9",
            "{\"a\": 1,}                         | 1 | 9 | 8",
            "{\"a\": 01}                         | 1 | 8 | 7",
            "{}x                                 | 1 | 3 | 2",
            "{}}                                 | 1 | 3 | 2",
            "{\u23ce \"a\": 1,\u23ce  \"b\": x\u23ce} | 3 | 8 | 18"})
        void saysWhereItStopsBeingJson(String text, long line, long column, long offset) {
            InvalidMessageException refusal = refusalOf(text.replace('\u23ce', '\n'));

            assertThat(refusal).hasMessageEndingWith(
                    " at line " + line + ", column " + column + " (offset " + offset + ")");
            assertThat(refusal.details()).isEqualTo(JsonFormat.object()
                    .add("line", line).add("column", column).add("offset", offset).build());
        }

        @Test
        void refusesADuplicateMemberName() {
            assertThat(refusalOf("{\"type\":\"ping\",\"type\":\"pong\"}")).hasMessageContaining("duplicate member name");
        }

        @Test
        void saysThatTheNestingIsTooDeep() {
            assertThat(refusalOf("[".repeat(100_000))).hasMessageContaining("nested deeper than 256 levels");
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#numbersOutOfRange")
        void saysThatANumberIsOutOfRange(String number) {
            InvalidMessageException refusal = refusalOf(Samples.withPayload("{\"n\":" + number + "}"));

            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
            assertThat(refusal).hasMessageContaining("number out of range");
        }
    }

    @Nested
    class WritingBackWhatCame {

        @ParameterizedTest
        @ValueSource(strings = {"0", "-0.0", "1.50", "1e1000000000", "-1e-1000000000", "9007199254740993",
                "0.1234567890123456789012345678901234567890", "1000000000000000000000000000000000000001"})
        void anyNumberInThePayload(String number) throws Exception {
            Envelope envelope = envelopeOf(Samples.withPayload("{\"n\":" + number + "}"));

            assertThat(envelope.payload().getJsonNumber("n").bigDecimalValue()).isEqualTo(number);
            assertThat(envelopeOf(CODEC.write(envelope))).isEqualTo(envelope);
        }

        @Test
        void aNumberOfAThousandDigits() throws Exception {
            String text = Samples.withPayload("{\"n\":" + "7".repeat(1000) + "}");

            assertThat(CODEC.write(envelopeOf(text))).contains(":" + "7".repeat(1000) + "}");
        }

        @Test
        void anExponentOfTenDigitsWithoutSpellingItOut() throws Exception {
            assertThat(CODEC.write(envelopeOf(Samples.withPayload("{\"n\":1e1000000000}"))))
                    .endsWith("{\"n\":1E+1000000000}}");
        }

        @Test
        void loneSurrogatesInThePayloadAsEscapes() throws Exception {
            String text = Samples.withPayload("{\"\\udc00\":[\"a\\ud800b\",\"\\udfff\"]}");

            assertThat(CODEC.write(envelopeOf(text))).endsWith("{\"\\udc00\":[\"a\\ud800b\",\"\\udfff\"]}}");
        }

        @Test
        void loneSurrogatesInTheRequestIdAsEscapes() throws Exception {
            Envelope envelope = envelopeOf(Samples.fullWith("request_id", "\"\\ud800\""));

            assertThat(envelope.requestId()).isEqualTo("\ud800");
            assertThat(CODEC.write(envelope)).contains("\"request_id\":\"\\ud800\"");
            assertThat(CODEC.writeFlat(envelope)).contains("\"request_id\":\"\\ud800\"");
        }

        @Test
        void surrogatePairsAsTheyAre() throws Exception {
            assertThat(CODEC.write(envelopeOf(Samples.withPayload("{\"a\":\"\\ud83d\\ude00\"}"))))
                    .endsWith("{\"a\":\"" + Samples.GRINNING_FACE + "\"}}");
        }
    }

    @Nested
    class ReadingALegacyMessage {

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"type\":\"ping\"}", "{\"Envelope_Version\":1}",
                "{\"payload\":{\"envelope_version\":1}}"})
        void isAnyObjectWithoutEnvelopeVersion(String text) throws Exception {
            assertThat(CODEC.read(text)).isEqualTo(new LegacyMessage(Samples.parse(text)));
        }

        @Test
        void isNotAnObjectWhoseEnvelopeVersionIsNull() {
            assertBreaks("{\"envelope_version\":null}", "envelope_version", "must be the integer 1");
        }

        @Test
        void isAnEnvelopeThatLostItsVersion() throws Exception {
            assertThat(CODEC.read(Samples.fullWithout("envelope_version"))).isInstanceOf(LegacyMessage.class);
        }
    }

    @Nested
    class WritingAnEnvelope {

        @Test
        void writesEveryMemberThatHasContent() throws Exception {
            assertThat(Samples.parse(CODEC.write(envelopeOf(Samples.FULL)))).isEqualTo(Samples.parse(Samples.FULL));
        }

        @Test
        void writesANullRequestIdAndLeavesOtherEmptyMembersOut() {
            assertThat(CODEC.write(withoutContent())).isEqualTo("{\"envelope_version\":1,\"type\":\"echo\","
                    + "\"timestamp\":\"" + Samples.TIMESTAMP + "\",\"request_id\":null,\"payload\":{}}");
        }

        @Test
        void leavesAnEmptyMetaOut() {
            Envelope envelope = new Envelope("echo", Samples.TIMESTAMP, null, null,
                    JsonValue.EMPTY_JSON_OBJECT, JsonValue.EMPTY_JSON_OBJECT);

            assertThat(CODEC.write(envelope)).isEqualTo(CODEC.write(withoutContent()));
        }

        @ParameterizedTest
        @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#tracesWithGaps")
        void writesOnlyTheMembersOfATraceThatAreSet(TraceContext trace, String json) {
            Envelope envelope = new Envelope("echo", Samples.TIMESTAMP, null, trace,
                    JsonValue.EMPTY_JSON_OBJECT, null);

            assertThat(Samples.parse(CODEC.write(envelope)).get("trace")).isEqualTo(Samples.parse(json));
        }

        @Test
        void keepsPayloadMembersOutOfTheTopLevel() throws Exception {
            assertThat(Samples.parse(CODEC.write(envelopeOf(Samples.FULL)))).doesNotContainKey("heartbeat_count");
        }
    }

    @Nested
    class WritingFlat {

        @Test
        void liftsPayloadMembersToTheTopAndKeepsThePayload() throws Exception {
            JsonObject expected = JsonFormat.object(Samples.parse(Samples.FULL)).add("heartbeat_count", 3).build();

            assertThat(Samples.parse(CODEC.writeFlat(envelopeOf(Samples.FULL)))).isEqualTo(expected);
        }

        @Test
        void liftsMembersOfEveryKind() {
            JsonObject payload = Samples.parse("{\"a\":null,\"b\":[1],\"c\":{\"d\":false},\"e\":\"f\",\"\":1.5}");
            Envelope envelope = new Envelope("echo", Samples.TIMESTAMP, null, null, payload, null);

            assertThat(Samples.parse(CODEC.writeFlat(envelope))).containsAllEntriesOf(payload);
        }

        @ParameterizedTest
        @ValueSource(strings = {"envelope_version", "type", "timestamp", "request_id", "trace", "payload",
                "meta"})
        void aPayloadMemberNeverOverridesTheEnvelopesOwn(String member) throws Exception {
            Envelope envelope = envelopeOf(Samples.fullWith("payload", "{\"" + member + "\":\"theirs\"}"));

            JsonObject flat = Samples.parse(CODEC.writeFlat(envelope));

            assertThat(flat).isEqualTo(Samples.parse(CODEC.write(envelope)));
            assertThat(flat.getJsonObject("payload").getString(member)).isEqualTo("theirs");
        }

        @ParameterizedTest
        @ValueSource(strings = {"trace", "meta"})
        void aPayloadMemberNeverReplacesOneTheEnvelopeLeavesOut(String member) throws Exception {
            Envelope envelope = envelopeOf(Samples.withPayload("{\"" + member + "\":\"theirs\"}"));

            assertThat(Samples.parse(CODEC.writeFlat(envelope))).doesNotContainKey(member);
        }
    }

    private static Envelope withoutContent() {
        return new Envelope("echo", Samples.TIMESTAMP, null, null, JsonValue.EMPTY_JSON_OBJECT, null);
    }

    static Stream<String> textsOfAllowedLength() {
        return Stream.of("a", "drift.status", "a".repeat(128), Samples.GRINNING_FACE.repeat(128),
                "\ud800".repeat(128), "\u00e9\u4e2d " + Samples.GRINNING_FACE);
    }

    static Stream<String> textsOfWrongLength() {
        return Stream.of("", "a".repeat(129), Samples.GRINNING_FACE.repeat(129), "\ud800".repeat(129),
                "a".repeat(100_000));
    }

    /** Every member with every JSON kind that it does not take. */
    static Stream<Arguments> valuesOfAWrongKind() {
        return Stream.of(
                wrongKinds("type", "must be a string, not ", "a string"),
                wrongKinds("timestamp", "must be a string, not ", "a string"),
                wrongKinds("request_id", "must be a string or null, not ", "a string", "null"),
                wrongKinds("trace", "must be an object or null, not ", "an object", "null"),
                wrongKinds("trace.trace_id", "must be a string or null, not ", "a string", "null"),
                wrongKinds("trace.span", "must be a string or null, not ", "a string", "null"),
                wrongKinds("trace.parent_span", "must be a string or null, not ", "a string", "null"),
                wrongKinds("payload", "must be an object, not ", "an object"),
                wrongKinds("meta", "must be an object or null, not ", "an object", "null"),
                wrongKinds("meta.retries", "must be an integer, not ", "a number", "null"),
                wrongKinds("meta.debug", "must be a boolean, not ", "a boolean", "null"),
                ONE_OF_EACH_KIND.keySet().stream()
                        .filter(json -> !ONE_OF_EACH_KIND.get(json).equals("a number"))
                        .map(json -> arguments("envelope_version", json, "must be the integer 1")))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> wrongKinds(String member, String rule, String... allowed) {
        return ONE_OF_EACH_KIND.entrySet().stream()
                .filter(kind -> !Set.of(allowed).contains(kind.getValue()))
                .map(kind -> arguments(member, kind.getKey(), rule + kind.getValue()));
    }

    static Stream<String> textsThatAreNotJson() {
        return Stream.of("", " ", "\n", "hello", "\u0000", "{", "[", "}", "\"", "\"open", "nul", "truex", "NaN", "-",
                "+1", ".5", "1.", "1e", "01", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]",
                "[1 2]", "[}", "{]", "{\"a\":1 \"b\":2}", "{/**/}", "{}//", "\"\\x\"", "\"\\u12g4\"", "\"tab\there\"",
                Samples.FULL + "x", Samples.FULL + Samples.FULL, Samples.FULL + ",", Samples.FULL + "\u0000",
                "\ufeff", "\ufeff" + Samples.FULL, "\u00a0" + Samples.FULL, Samples.GRINNING_FACE,
                Samples.FULL.substring(0, Samples.FULL.length() - 1),
                "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", Samples.withPayload("{\"a\":[{\"b\":1,\"b\":2}]}"),
                "[".repeat(100_000), "[".repeat(100_000) + "]".repeat(100_000), "{\"a\":".repeat(100_000),
                Samples.withPayload("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    }

    static List<String> numbersOutOfRange() {
        return List.of("1e99999999999", "-1e99999999999", "1e-99999999999", "9".repeat(2000),
                "-" + "9".repeat(2000), "0." + "9".repeat(2000), "9".repeat(100_000));
    }

    static Stream<Arguments> tracesWithGaps() {
        return Stream.of(
                arguments(TRACE, "{\"trace_id\":\"" + Samples.TRACE_ID + "\",\"span\":\"" + Samples.SPAN
                        + "\",\"parent_span\":\"" + Samples.PARENT_SPAN + "\"}"),
                arguments(new TraceContext(Samples.TRACE_ID, null, null, false, "a=1"), "{\"trace_id\":\""
                        + Samples.TRACE_ID + "\",\"trace_flags\":\"00\",\"trace_state\":\"a=1\"}"),
                arguments(new TraceContext(Samples.TRACE_ID, null, null),
                        "{\"trace_id\":\"" + Samples.TRACE_ID + "\"}"),
                arguments(new TraceContext(null, "worker-7", null), "{\"span\":\"worker-7\"}"),
                arguments(new TraceContext(null, Samples.SPAN, "worker-7"),
                        "{\"span\":\"" + Samples.SPAN + "\",\"parent_span\":\"worker-7\"}"));
    }
}
