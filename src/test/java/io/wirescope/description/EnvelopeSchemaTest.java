package io.wirescope.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.wirescope.connection.Role;
import io.wirescope.drift.DriftLevel;
import io.wirescope.envelope.EnvelopeSample;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.MessageType;
import jakarta.json.Json;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema against the samples that the codec and the TypeScript client are held to, and the code. */
class EnvelopeSchemaTest {

    private static final String SAMPLE = "io.wirescope.envelope.EnvelopeSample";

    private static final EnvelopeSchema SCHEMA = EnvelopeSchema.inSource();

    /** {@return a text as most parsers read it: the last of two members counts} */
    private static JsonValue read(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLE + "#good")
    void takesWhatIsAnEnvelope(EnvelopeSample sample) {
        JsonValue message = read(sample.text());

        assertThat(SCHEMA.problems(message)).isEmpty();
        if (sample.isFrom("client")) {
            assertThat(SCHEMA.problems("clientMessage", message)).isEmpty();
        }
        if (sample.from().equals("server")) {
            assertThat(SCHEMA.problems("serverMessage", message)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("badJson")
    void refusesABadOneAtItsMember(EnvelopeSample sample) {
        String at = sample.member().isEmpty() ? "" : "/" + sample.member().replace('.', '/');

        assertThat(SCHEMA.problems(read(sample.text()))).isNotEmpty().anyMatch(problem -> problem.startsWith(at + ": ")
                || problem.matches(": .*required.*[\\[ ]" + sample.member() + "[,\\]].*"));
    }

    @ParameterizedTest
    @MethodSource("seenByASchema")
    void acceptsWhatOnlyTheServerCanRefuse(EnvelopeSample sample) {
        assertThat(SCHEMA.problems(read(sample.text()))).isEmpty();
    }

    // Nesting and digits are bounds of a parser's; the last digit of a version is there for one that keeps it.
    static Stream<EnvelopeSample> seenByASchema() {
        return EnvelopeSample.beyondSchema().filter(sample -> sample.name().startsWith("a timestamp")
                || sample.name().startsWith("a member name"));
    }

    static Stream<EnvelopeSample> badJson() {
        return EnvelopeSample.bad().filter(sample -> !sample.name().startsWith("text that is no JSON"));
    }

    @ParameterizedTest
    @MethodSource("notJson")
    void aTextThatIsNoJsonIsNoneForAStockParserEither(EnvelopeSample sample) {
        assertThrows(JsonParsingException.class, () -> {
            try (var parser = Json.createParser(new StringReader(sample.text()))) {
                parser.next();
                parser.getValue();
                parser.hasNext();
            } catch (java.util.NoSuchElementException e) { // nothing at all
                throw new JsonParsingException("nothing", e, null);
            }
        });
    }

    static Stream<EnvelopeSample> notJson() {
        return EnvelopeSample.bad().filter(sample -> sample.name().startsWith("text that is no JSON"));
    }

    @ParameterizedTest
    @MethodSource(SAMPLE + "#badFromServer")
    void knowsWhatTheServerNeverSends(EnvelopeSample sample) {
        JsonValue message = read(sample.text());

        assertThat(SCHEMA.problems(message)).isEmpty();
        assertThat(SCHEMA.problems("serverMessage", message)).isNotEmpty();
        assertThat(SCHEMA.problems("flatServerMessage", message)).isNotEmpty();
    }

    @Test
    void aSubscribeNamesChannels() {
        for (String payload : List.of("{}", "{\"channels\":[]}", "{\"channels\":\"news\"}", "{\"channels\":[7]}")) {
            for (String type : List.of("subscribe", "unsubscribe")) {
                JsonValue message = read("{\"envelope_version\":1,\"type\":\"" + type
                        + "\",\"timestamp\":\"2025-08-16T01:36:59Z\",\"payload\":" + payload + "}");

                assertThat(SCHEMA.problems(message)).isEmpty();
                assertThat(SCHEMA.problems("clientMessage", message)).as("%s", message).isNotEmpty();
            }
        }
    }

    @Test
    void aPublishNamesAChannelATypeAndAPayload() {
        String good = "{\"channel\":\"room\",\"type\":\"chat\",\"payload\":{},\"echo\":false}";
        assertThat(SCHEMA.problems("clientMessage", publish(good))).isEmpty();
        for (String bad : List.of("{}", good.replace("\"room\"", "7"), good.replace("chat", ""),
                good.replace("chat", "hello"), good.replace("{}", "[]"), good.replace("false", "\"no\""))) {
            assertThat(SCHEMA.problems(publish(bad))).isEmpty();
            assertThat(SCHEMA.problems("clientMessage", publish(bad))).as("%s", bad).isNotEmpty();
        }
    }

    @Test
    void noReservedTypeIsPublished() {
        Stream.of(MessageType.class.getFields())
                .filter(field -> field.getType() == String.class && !field.getName().equals("RULE")).forEach(field -> {
            String type = typeIn(field);
            assertThat(MessageType.isReserved(type)).as(type).isTrue();
            assertThat(SCHEMA.problems("clientMessage", publish("{\"channel\":\"room\",\"type\":\"" + type
                    + "\",\"payload\":{}}"))).as(type).isNotEmpty();
        });
    }

    private static String typeIn(java.lang.reflect.Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonValue publish(String payload) {
        return read("{\"envelope_version\":1,\"type\":\"publish\",\"timestamp\":\"2025-08-16T01:36:59Z\",\"payload\":"
                + payload + "}");
    }

    @Test
    void listsTheErrorCodesOfTheCode() {
        assertThat(SCHEMA.constants("errorCode"))
                .containsExactlyElementsOf(Stream.of(ErrorCode.values()).map(Enum::name).toList());
    }

    @Test
    void listsTheRolesTheDriftLevelsAndTheLengthsOfTheCode() {
        assertThat(strings("/$defs/role/enum"))
                .containsExactlyElementsOf(Stream.of(Role.values()).map(Role::wireName).toList());
        assertThat(strings("/$defs/driftStatusPayload/properties/status/enum"))
                .containsExactlyElementsOf(Arrays.stream(DriftLevel.values()).map(Enum::name).toList());
        assertThat(at("/$defs/type/maxLength")).hasToString(Integer.toString(MessageType.MAX_LENGTH));
    }

    private static List<String> strings(String pointer) {
        return at(pointer).asJsonArray().getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
    }

    private static JsonValue at(String pointer) {
        return Json.createPointer(pointer).getValue(SCHEMA.json());
    }

    @Test
    void isOfTheDraftAndHasTheNameThatItSays() {
        assertThat(SCHEMA.json().getString("$schema")).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(URI.create(SCHEMA.json().getString("$id")).getPath()).isEqualTo(EnvelopeSchema.PATH);
    }

    // Old tools ignore the siblings of a $ref, and some never end on a schema that refers to its root.
    @Test
    void noReferenceHasSiblingsOrPointsToTheRoot() {
        assertReferences(SCHEMA.json());
    }

    private static void assertReferences(JsonValue value) {
        switch (value.getValueType()) {
            case OBJECT -> {
                if (value.asJsonObject().containsKey("$ref")) {
                    assertThat(value.asJsonObject()).containsOnlyKeys("$ref");
                    assertThat(value.asJsonObject().getString("$ref")).startsWith("#/$defs/");
                }
                value.asJsonObject().values().forEach(EnvelopeSchemaTest::assertReferences);
            }
            case ARRAY -> value.asJsonArray().forEach(EnvelopeSchemaTest::assertReferences);
            default -> { }
        }
    }
}
