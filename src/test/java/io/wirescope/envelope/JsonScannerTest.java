package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

    /** Names whose hashes are all the same, as many as are asked for and a power of two. */
    private static List<String> colliding(int count) {
        List<String> names = List.of("");
        while (names.size() < count) {
            names = names.stream().flatMap(name -> List.of(name + "Aa", name + "BB").stream()).toList();
        }
        return names;
    }

    private static String objectOf(List<String> names) {
        return names.stream().map(name -> '"' + name + "\":[]").collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static String nested(int levels) {
        return "{\"a\":[".repeat(levels / 2) + "1" + "]}".repeat(levels / 2);
    }

    static List<String> accepted() {
        return List.of("{}", " {\t}\r\n", Samples.FULL, objectOf(numbered(5_000)), objectOf(colliding(16)),
                nested(JsonScanner.MAX_DEPTH), "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", "{\"\":\"\"}",
                "{\"a\":" + "1".repeat(JsonScanner.MAX_NUMBER) + "}", "{\"a\":1e9999,\"b\":1e-9999}",
                "{\"envelope_version\":1.0,\"type\":\"a\"}", Samples.withPayload("{\"a\" : [ {} , -0, \"\\/\" ]}"));
    }

    static List<String> leftToTheParser() {
        return List.of("", " ", "[]", "1", "\"a\"", "null", "\ufeff{}", "{} {}", "{}x", "{}\u0000", "{\"a\":1,}", "{,}", "{\"a\"}",
                "{\"a\":}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":tru}", "{\"a\":nul",
                "{\"a\":\"\t\"}", "{\"\u001f\":1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12G4\"}", "{\"a\":\"\\u12", "{\"a\":\"", "{\"a",
                "{\"a\":1", "{", "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":.1}", "{\"a\":1e}", "{\"a\":+1}", "{\"a\":NaN}",
                "{\"a\":1,\"a\":1}", "{\"b\":{\"a\":1,\"c\":2,\"a\":3}}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u0061\":1}", "{\u00a0}",
                objectOf(colliding(64)), nested(JsonScanner.MAX_DEPTH + 2), nested(JsonFormat.MAX_DEPTH),
                nested(JsonFormat.MAX_DEPTH + 2), "{\"a\":" + "[".repeat(100_000), "{\"a\":1e99999}", "{\"a\":1e99999999999}",
                "{\"a\":" + "1".repeat(JsonScanner.MAX_NUMBER + 1) + "}", "{\"a\":" + "1".repeat(1_101) + "}",
                objectOf(numbered(5_000)).replace("\"4999\"", "\"0\""), "/**/{}");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void readsWhatIsCommonItself(String text) {
        assertThat(JsonScanner.scan(text)).isNotNull();
        CodecComparison.assertSame(text);
    }

    @ParameterizedTest
    @MethodSource("leftToTheParser")
    void leavesAllElseToTheParser(String text) {
        assertThat(JsonScanner.scan(text)).isNull();
        CodecComparison.assertSame(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "\"", "-", "0", ":", ",", "t", "\\", "\u0000", "{\"a\":"})
    void aLongRowOfOnePartNeedsNoStack(String part) {
        String text = "{\"a\":" + part.repeat(200_000);

        assertThat(JsonScanner.scan(text)).isNull();
        CodecComparison.assertSame(text);
    }

    @Test
    void anObjectStaysTextUntilItIsLookedAt() {
        JsonSlice root = JsonScanner.scan("{\"a\": {\"b\": [1, {\"c\": 1e2}], \"d\": \"\\u00e9\"}}").root();

        assertThat(root.get("a")).isInstanceOf(JsonSlice.class);
        assertThat(root.getJsonObject("a").getJsonArray("b")).hasSize(2);
        assertThat(root.getJsonObject("a").getString("d")).isEqualTo("\u00e9");
        assertThat(root).hasToString("{\"a\":{\"b\":[1,{\"c\":1E+2}],\"d\":\"\u00e9\"}}");
    }

    @Test
    void anObjectHasTheAccessorsOfOneThatWasParsed() {
        String text = "{\"i\":7,\"s\":\"x\",\"t\":true,\"f\":false,\"n\":null,\"a\":[1]}";
        JsonSlice slice = JsonScanner.scan(text).root();

        assertThat(slice.getInt("i")).isEqualTo(7);
        assertThat(slice.getInt("s", 3)).isEqualTo(3);
        assertThat(slice.getInt("i", 3)).isEqualTo(7);
        assertThat(slice.getJsonNumber("i")).isEqualTo(Samples.parse(text).getJsonNumber("i"));
        assertThat(slice.getJsonString("s").getString()).isEqualTo(slice.getString("s")).isEqualTo("x");
        assertThat(slice.getString("i", "no")).isEqualTo("no");
        assertThat(List.of(slice.getBoolean("t"), slice.getBoolean("f"))).containsExactly(true, false);
        assertThat(List.of(slice.getBoolean("f", true), slice.getBoolean("s", true))).containsExactly(false, true);
        assertThat(List.of(slice.isNull("n"), slice.isNull("s"))).containsExactly(true, false);
        assertThat(slice.get((Object) 7)).isNull();
        assertThat(slice.size()).isEqualTo(6);
    }

    @Test
    void anObjectCannotBeChangedAndRefusesWhatOneThatWasParsedDoes() {
        JsonSlice slice = JsonScanner.scan("{\"a\":\"b\"}").root();

        refuses(UnsupportedOperationException.class, () -> slice.put("b", slice));
        refuses(UnsupportedOperationException.class, slice::clear);
        refuses(ClassCastException.class, () -> slice.getInt("a"));
        refuses(ClassCastException.class, () -> slice.getBoolean("a"));
        refuses(NullPointerException.class, () -> slice.getBoolean("b"));
        refuses(NullPointerException.class, () -> slice.getString("b"));
        refuses(NullPointerException.class, () -> slice.isNull("b"));
    }

    private static void refuses(Class<? extends Exception> expected, Runnable call) {
        assertThatExceptionOfType(expected).isThrownBy(call::run);
    }
}
