package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "false", "0", "-12.50", "\"\"", "\"a\\\"b\\\\c\\n\"", "[]", "{}",
            "[1,[2,{\"a\":null}],\"b\"]", "{\"b\":1,\"a\":{\"c\":[]}}"})
    void writesAValueAsItWasRead(String json) throws Exception {
        assertThat(JsonFormat.write(JsonFormat.read(json))).isEqualTo(json);
    }

    @Test
    void keepsTheOrderOfMembers() throws Exception {
        assertThat(JsonFormat.read("{\"z\":1,\"a\":2,\"m\":3}").asJsonObject().keySet())
                .containsExactly("z", "a", "m");
    }

    @Test
    void readsATextLongerThanTheParsersBuffer() throws Exception {
        String text = Samples.GRINNING_FACE.repeat(50_000) + "x";

        assertThat(JsonFormat.read(Samples.quoted(text))).isEqualTo(JsonFormat.string(text));
    }

    @Test
    void readsNestingThatIsNotTooDeep() throws Exception {
        String json = "[".repeat(256) + "]".repeat(256);

        assertThat(JsonFormat.write(JsonFormat.read(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void refusesNestingThatIsTooDeep(String open) {
        assertThat(assertThrows(MalformedJsonException.class, () -> JsonFormat.read(open.repeat(257))))
                .hasMessageStartingWith("Invalid JSON format: nested deeper than 256 levels");
    }

    @Test
    void readsSiblingsWithoutCountingThemAsNesting() throws Exception {
        String json = "[" + "[{}],".repeat(1000) + "[]]";

        assertThat(JsonFormat.read(json).asJsonArray()).hasSize(1001);
    }

    @Test
    void sameNamesInDifferentObjectsAreNotDoubled() throws Exception {
        String json = "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}";

        assertThat(JsonFormat.write(JsonFormat.read(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {"~~, 1, 1, 0", "{, 1, 2, 1", "tru, 1, 4, 3", "{\"a\":\"b, 1, 8, 7",
            "~{\n \"a\":~, 2, 6, 7"})
    void pointsToTheEndOfATextThatStopsTooEarly(String text, long line, long column, long offset) {
        MalformedJsonException e = assertThrows(MalformedJsonException.class, () -> JsonFormat.read(text));

        assertThat(List.of(e.line(), e.column(), e.offset())).containsExactly(line, column, offset);
    }

    @Test
    void saysWhereTextStopsBeingJson() {
        MalformedJsonException e =
                assertThrows(MalformedJsonException.class, () -> JsonFormat.read("{\r\n  \"a\": tru3}"));

        assertThat(e.line()).isEqualTo(2);
        assertThat(e.column()).isEqualTo(11);
        assertThat(e.offset()).isEqualTo(13);
        assertThat(e).hasMessage("Invalid JSON format: unexpected character or end of text"
                + " at line 2, column 11 (offset 13)");
    }

    @ParameterizedTest
    @CsvSource({
        "\\ud800,              \\ud800",
        "\\udfff,              \\udfff",
        "a\\ud800b\\udc00c,    a\\ud800b\\udc00c",
        "\\udc00\\ud800,       \\udc00\\ud800",
        "\\ud800\\ud83d\\ude00, \\ud800\ud83d\ude00",
        "\\ud83d\\ude00\\ude00, \ud83d\ude00\\ude00",
        "\\ud83d\\ude00,       \ud83d\ude00",
        "\\ue000\\ud7ff,       \ue000\ud7ff"})
    void writesOnlyLoneSurrogatesAsEscapes(String read, String written) throws Exception {
        assertThat(JsonFormat.write(JsonFormat.read("\"" + read + "\""))).isEqualTo("\"" + written + "\"");
    }

    @Test
    void writesWhatTheBodyGenerates() {
        assertThat(JsonFormat.write(out -> out.writeStartObject().write("a", 1).writeNull("b").writeEnd()))
                .isEqualTo("{\"a\":1,\"b\":null}");
    }

    @Test
    void buildsOnAnObjectWithoutChangingIt() {
        JsonObject before = Samples.parse("{\"a\":1,\"b\":2}");

        JsonObject after = JsonFormat.object(before).add("b", 3).remove("a").build();

        assertThat(after).isEqualTo(Samples.parse("{\"b\":3}"));
        assertThat(before).isEqualTo(Samples.parse("{\"a\":1,\"b\":2}"));
    }

    @Test
    void startsWithEmptyBuilders() {
        assertThat(JsonFormat.object().build()).isEqualTo(JsonValue.EMPTY_JSON_OBJECT);
        assertThat(JsonFormat.array().build()).isEqualTo(JsonValue.EMPTY_JSON_ARRAY);
    }

    @Test
    void findsAnObjectMember() {
        assertThat(JsonFormat.objectOrNull(Samples.parse("{\"a\":{\"b\":1}}"), "a"))
                .isEqualTo(Samples.parse("{\"b\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":null}", "{\"a\":[]}", "{\"a\":\"{}\"}", "{\"a\":1}", "{\"b\":{}}"})
    void findsNoObjectWhereTheMemberIsSomethingElse(String json) {
        assertThat(JsonFormat.objectOrNull(Samples.parse(json), "a")).isNull();
    }
}
