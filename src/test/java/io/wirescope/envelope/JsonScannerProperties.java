package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Documents in all the ways that JSON may be written, whole and damaged, read by the scanner and by JSON-P. */
class JsonScannerProperties {

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aWholeDocumentIsReadAndWrittenAsByTheParser(@ForAll("envelopes") String text) {
        CodecComparison.assertSame(text);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDamagedDocumentHasTheAnswerOfTheParser(@ForAll("damaged") String text) {
        CodecComparison.assertSame(text);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsCommonIsLeftToNoOther(@ForAll("common") String text) {
        assertThat(JsonScanner.scan(text)).as(text).isNotNull();
        CodecComparison.assertSame(text);
    }

    /** Envelopes whose members are of any kind and order, some of them twice. */
    @Provide
    Arbitrary<String> envelopes() {
        return envelopes(name(), value(3, number(), string()));
    }

    /** What only differs in its values: names are all different and have no escapes. */
    @Provide
    Arbitrary<String> common() {
        Arbitrary<String> values = value(3, Arbitraries.of("0", "-1", "12.50", "1e3", "0.0000001", "123456789012"),
                string());
        return Combinators.combine(values, values, space()).as((one, other, space) -> "{" + space + "\"a\":" + space + one
                + space + ",\"gr\u00fc\u00dfe\":" + other + "}" + space);
    }

    @Provide
    Arbitrary<String> damaged() {
        Arbitrary<String> scrap = Arbitraries.of("", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "0", "-", ".", "e",
                "\u0000", "\u000b", "\u001f", "\ufeff", "\ud800", "null", "tru", " ", "//");
        return Combinators.combine(envelopes(), Arbitraries.doubles().between(0, 1), Arbitraries.integers().between(0, 3),
                scrap).as((whole, place, length, put) -> {
                    int from = (int) (place * whole.length());
                    return whole.substring(0, from) + put + whole.substring(Math.min(whole.length(), from + length));
                });
    }

    private static Arbitrary<String> envelopes(Arbitrary<String> names, Arbitrary<String> values) {
        Arbitrary<String> fixed = Arbitraries.of("\"envelope_version\":1", "\"type\":\"note\"",
                "\"timestamp\" : \"" + Samples.TIMESTAMP + "\"");
        Arbitrary<String> payload = object(names, values).map(object -> "\"payload\":" + object);
        Arbitrary<String> rest = Arbitraries.oneOf(fixed, payload, member(names, values),
                Arbitraries.of("\"trace\":{\"trace_id\":\"" + Samples.TRACE_ID + "\", \"span\":\"a\\u0062\"}",
                        "\"meta\":{\"retries\":1e0,\"debug\":true}", "\"request_id\":\"r\\/1\"", "\"request_id\":null"));
        return Combinators.combine(payload, rest.list().ofMaxSize(3), space(), Arbitraries.integers().between(0, 30))
                .as((first, others, space, left) -> space + "{" + space + String.join("," + space, with(first, others, left))
                        + space + "}" + space);
    }

    private static List<String> with(String payload, List<String> others, int left) {
        List<String> members = new ArrayList<>(List.of("\"envelope_version\":1", "\"type\":\"note\"",
                "\"timestamp\":\"" + Samples.TIMESTAMP + "\"", payload));
        if (left < 4) {
            members.remove(left);
        }
        members.addAll(left % 2 * members.size(), others);
        return members;
    }

    private static Arbitrary<String> value(int depth, Arbitrary<String> numbers, Arbitrary<String> strings) {
        Arbitrary<String> scalars = Arbitraries.oneOf(numbers, strings, Arbitraries.of("true", "false", "null"));
        return Arbitraries.recursive(() -> scalars, inner -> Arbitraries.oneOf(scalars, array(inner),
                object(plainNames(), inner)), 0, depth);
    }

    private static Arbitrary<String> array(Arbitrary<String> values) {
        return Combinators.combine(values.list().ofMaxSize(3), space())
                .as((list, space) -> "[" + space + String.join(space + ",", list) + "]");
    }

    private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(member(names, values).list().ofMaxSize(4).uniqueElements(JsonScannerProperties::name),
                space()).as((list, space) -> "{" + space + String.join("," + space, list) + space + "}");
    }

    private static String name(String member) {
        return member.substring(0, member.indexOf('"', 1) + 1);
    }

    private static Arbitrary<String> member(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, space(), values).as((name, space, value) -> name + space + ":" + space + value);
    }

    private static Arbitrary<String> plainNames() {
        return Arbitraries.of("\"\"", "\"a\"", "\"b\"", "\"Aa\"", "\"BB\"", "\"type\"", "\"payload\"", "\"gr\u00fc\u00dfe\"",
                "\"" + Samples.GRINNING_FACE + "\"", "\"\ud800\"");
    }

    /** Rarely twice the same, or one that is the same only once its escapes are read. */
    private static Arbitrary<String> name() {
        return Arbitraries.oneOf(plainNames(), Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12)
                .map(name -> '"' + name + '"'), Arbitraries.of("\"\\u0061\"", "\"\\\"\"", "\"a\\/b\""));
    }

    private static Arbitrary<String> number() {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20);
        return Arbitraries.oneOf(
                Arbitraries.of("0", "-0", "-0.0", "-0.5", "0e0", "1E400", "1e-400", "1e999999999", "1e99999999999", "01",
                        "1.", ".5", "+1", "0.000001", "0.0000001", "0.0000000", "100000000000000000000", "1.50E+03",
                        "9223372036854775808", "NaN", "1".repeat(JsonScanner.MAX_NUMBER + 1), "1".repeat(1101)),
                digits.map(text -> "1" + text),
                Combinators.combine(Arbitraries.of("", "-"), digits, digits)
                        .as((sign, whole, fraction) -> sign + "1" + whole + "." + fraction),
                Combinators.combine(digits, Arbitraries.of("e", "E", "e+", "E-"), Arbitraries.integers().between(0, 99))
                        .as((fraction, e, exponent) -> "0." + fraction + e + exponent));
    }

    private static Arbitrary<String> string() {
        return Arbitraries.oneOf(Arbitraries.strings().ascii().withChars('\u00e4', '\u20ac').ofMaxLength(4)
                        .map(text -> text.replaceAll("[\\x00-\\x1f\"\\\\]", "_")),
                Arbitraries.of("\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\u0000", "\\u001F", "\\u0041", "\\u00e4", "\\uD83D",
                        "\\ude00", "\\uD83D\\uDE00", "\ud83d", "\ude00", Samples.GRINNING_FACE, "\u007f", "\u2028", "\\u0022",
                        "\\u005c", "\ufeff"))
                .list().ofMaxSize(3).map(parts -> '"' + String.join("", parts) + '"');
    }

    private static Arbitrary<String> space() {
        return Arbitraries.of("", "", "", " ", "\n", "\r\n", "\t", "  ");
    }
}
