package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class EnvelopeCodecProperties {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    private static final List<String> ENVELOPE_MEMBERS =
            List.of("envelope_version", "type", "timestamp", "request_id", "trace", "payload", "meta");

    @Property
    void whatIsWrittenReadsBackAsTheSame(@ForAll("envelopes") Envelope envelope)
            throws InvalidMessageException {
        assertThat(envelopeOf(CODEC.write(envelope))).isEqualTo(envelope);
    }

    @Property
    void whatIsWrittenSurvivesUtf8(@ForAll("envelopes") Envelope envelope) {
        String text = CODEC.write(envelope);

        assertThat(text).isEqualTo(new TreeCodec().write(envelope));
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Property
    void whatIsWrittenFlatReadsBackAsTheSame(@ForAll("envelopes") Envelope envelope)
            throws InvalidMessageException {
        assertThat(envelopeOf(CODEC.writeFlat(envelope))).isEqualTo(envelope);
    }

    @Property
    void flatIsTheEnvelopeAndThePayloadMembersWithoutCollisions(@ForAll("envelopes") Envelope envelope) {
        Map<String, JsonValue> expected = new HashMap<>(envelope.payload());
        expected.keySet().removeAll(ENVELOPE_MEMBERS);
        expected.putAll(Samples.parse(CODEC.write(envelope)));

        assertThat(Samples.parse(CODEC.writeFlat(envelope))).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll("strings") String text) {
        assertReadOrRefused(text);
    }

    @Property
    void anyTextThatLooksLikeJsonIsReadOrRefused(@ForAll("scraps") String text) {
        assertReadOrRefused(text);
    }

    @Property
    void anyDamagedEnvelopeIsReadOrRefused(@ForAll("damaged") String text) {
        assertReadOrRefused(text);
    }

    @Property
    void anyObjectIsReadOrNamesTheMemberThatIsWrong(@ForAll("messages") JsonObject message) {
        CodecComparison.assertSame(JsonFormat.write(message));
        try {
            assertThat(CODEC.read(JsonFormat.write(message)).source()).isEqualTo(message);
        } catch (InvalidMessageException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ENVELOPE);
            assertThat(e).hasMessageContaining(e.details().getString("member"));
        }
    }

    private static Envelope envelopeOf(String text) throws InvalidMessageException {
        IncomingMessage message = CODEC.read(text);
        assertThat(message).isInstanceOf(EnvelopedMessage.class);
        return ((EnvelopedMessage) message).envelope();
    }

    /** Anything that the codec throws but its one exception fails the property. */
    private static void assertReadOrRefused(String text) {
        CodecComparison.assertSame(text);
        try {
            assertThat(CODEC.read(text).type()).isNotEmpty();
        } catch (InvalidMessageException e) {
            assertThat(e.code()).isIn(ErrorCode.INVALID_JSON, ErrorCode.INVALID_ENVELOPE);
            assertThat(e).hasMessageStartingWith("Invalid ");
            assertThat(e.details().getInt("offset", 0)).isBetween(0, text.length());
            assertThat(e.details().getInt("column", 1)).isBetween(1, text.length() + 1);
        }
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        return Combinators.combine(
                text(1, MessageType.MAX_LENGTH),
                timestamps(),
                requestIds().injectNull(0.2),
                traces().injectNull(0.3),
                payloads(),
                metas().injectNull(0.3)).as(Envelope::new)
                .withoutEdgeCases(); // their combinations take longer than all the tries
    }

    @Provide
    Arbitrary<String> scraps() {
        return scraps(40);
    }

    /** Brackets, quotes, numbers and words in any order. */
    private static Arbitrary<String> scraps(int max) {
        return Arbitraries.of("{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "d800", "0", "-", "1", ".", "e", "E+",
                "999999999999", "true", "null", "false", " ", "\n", "\r", "\ud800", "\"a\"", "{\"a\":")
                .list().ofMaxSize(max).map(scraps -> String.join("", scraps));
    }

    /** The contract's example with a few characters replaced, dropped or added. */
    @Provide
    Arbitrary<String> damaged() {
        String whole = Samples.FULL;
        return Combinators.combine(Arbitraries.integers().between(0, whole.length()),
                Arbitraries.integers().between(0, 3), scraps(2))
                .as((from, length, scrap) -> whole.substring(0, from) + scrap
                        + whole.substring(Math.min(whole.length(), from + length)));
    }

    /** The contract's example with some members left out and others of any kind put in. */
    @Provide
    Arbitrary<JsonObject> messages() {
        JsonObject whole = Samples.parse(Samples.FULL);
        return Combinators.combine(memberNames().set().ofMaxSize(2), objectsOf(values(2))).as((without, with) -> {
            JsonObjectBuilder message = JsonFormat.object(whole);
            without.forEach(message::remove);
            with.forEach(message::add);
            return message.build();
        }).withoutEdgeCases();
    }

    /** Any characters, with those more often that JSON, UTF-8 and the rules treat specially. */
    @Provide
    Arbitrary<String> strings() {
        return text(0, 300);
    }

    private static Arbitrary<String> text(int min, int max) {
        return Arbitraries.oneOf(
                Arbitraries.chars().all(),
                Arbitraries.chars().range('\ud800', '\udfff'),
                Arbitraries.chars().range('\u0000', '\u00a0'),
                Arbitraries.of('"', '\\', '/', '{', '}', '[', ']', ':', ',', '\u2028', '\ufeff'))
                .list().ofMinSize(min).ofMaxSize(max).map(EnvelopeCodecProperties::join);
    }

    private static String join(List<Character> characters) {
        StringBuilder text = new StringBuilder(characters.size());
        characters.forEach(text::append);
        return text.toString();
    }

    private static Arbitrary<String> timestamps() {
        return Arbitraries.longs().between(-62_000_000_000L, 253_000_000_000L)
                .flatMap(second -> Arbitraries.integers().between(0, 999_999_999)
                        .map(nano -> Instant.ofEpochSecond(second, nano)))
                .flatMap(instant -> Arbitraries.of(Rfc3339.format(instant), instant.toString()));
    }

    private static Arbitrary<String> requestIds() {
        return text(1, Identifier.MAX_LENGTH)
                .map(text -> text.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", ""))
                .filter(Identifier::isValid);
    }

    private static Arbitrary<TraceContext> traces() {
        Arbitrary<String> traceIds = hex(32).filter(TraceContext::isTraceId).injectNull(0.2);
        Arbitrary<String> spans = Arbitraries.oneOf(hex(16), text(0, 40)).injectNull(0.2);
        return Combinators.combine(traceIds, spans, spans).as(TraceContext::new)
                .filter(trace -> trace.traceId() != null || trace.span() != null);
    }

    private static Arbitrary<String> hex(int digits) {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(digits);
    }

    private static Arbitrary<JsonObject> payloads() {
        return objectsOf(values(4));
    }

    private static Arbitrary<JsonObject> metas() {
        return Combinators.combine(objectsOf(values(1)), Arbitraries.integers().injectNull(0.2),
                Arbitraries.of(true, false)).as((others, retries, debug) -> {
                    JsonObjectBuilder meta = JsonFormat.object(others).add("debug", debug);
                    return (retries == null ? meta.addNull("retries") : meta.add("retries", retries)).build();
                });
    }

    /** Values that nest to a depth. */
    private static Arbitrary<JsonValue> values(int depth) {
        return Arbitraries.recursive(EnvelopeCodecProperties::scalars,
                inner -> Arbitraries.oneOf(scalars(), arraysOf(inner), objectsOf(inner)), 0, depth);
    }

    private static Arbitrary<JsonValue> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE),
                text(0, 20).map(JsonFormat::string),
                Arbitraries.longs().map(BigDecimal::valueOf).map(EnvelopeCodecProperties::number),
                Arbitraries.doubles().map(BigDecimal::valueOf).map(EnvelopeCodecProperties::number),
                Combinators.combine(Arbitraries.bigIntegers().between(BigInteger.TEN.pow(60).negate(),
                        BigInteger.TEN.pow(60)), Arbitraries.integers().between(-1_000_000_000, 1_000_000_000))
                        .as(BigDecimal::new).map(EnvelopeCodecProperties::number));
    }

    private static JsonValue number(BigDecimal value) {
        return JsonFormat.array().add(value).build().get(0);
    }

    private static Arbitrary<JsonValue> arraysOf(Arbitrary<JsonValue> elements) {
        return elements.list().ofMaxSize(3).map(list -> {
            JsonArrayBuilder array = JsonFormat.array();
            list.forEach(array::add);
            return array.build();
        });
    }

    private static Arbitrary<JsonObject> objectsOf(Arbitrary<? extends JsonValue> values) {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(3, text(0, 10)),
                Tuple.of(1, memberNames()));
        return Arbitraries.maps(names, values).ofMaxSize(4).map(EnvelopeCodecProperties::object);
    }

    private static JsonObject object(Map<String, ? extends JsonValue> members) {
        JsonObjectBuilder builder = JsonFormat.object();
        members.forEach(builder::add);
        return builder.build();
    }

    private static Arbitrary<String> memberNames() {
        return Arbitraries.of(ENVELOPE_MEMBERS);
    }
}
