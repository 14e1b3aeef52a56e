package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of W3C's test suite (trace-context, test/test.py) for {@code tracestate}. */
class TraceStateTest {

    private static final String VALUE_CHARS = IntStream.rangeClosed(' ', '~').filter(c -> c != ',' && c != '=')
            .mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "foo=1; foo=1",
        "foo=1,bar=2; foo=1,bar=2",
        "foo=1,foo=1; foo=1,foo=1", // duplicated keys are kept as they are
        "'foo=1 \t , \t bar=2, \t baz=3'; foo=1,bar=2,baz=3",
        "'foo=1,'; foo=1", "',foo=1'; foo=1", "foo=1,,bar=2; foo=1,bar=2",
        "'foo=1,,,,bar=2,,,,'; foo=1,bar=2",
        "fw529a3039@dt=FfYk; fw529a3039@dt=FfYk", "0tenant@v=1; 0tenant@v=1",
        "'foo= 1'; 'foo= 1'"}) // a space before the value is part of it
    void isPassedOn(String received, String sent) {
        assertThat(TraceState.read(received)).contains(sent);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ",", "foo", "foo=", "=1", "foo =1", "FOO=1", "foo.bar=1", "foo@=1,bar=2",
        "@foo=1,bar=2", "foo@@bar=1,bar=2", "foo@bar@baz=1,bar=2", "0foo=1", "foo@0bar=1", "foo=1=2", "foo=bar=baz,x=1",
        "foo=\u00e4", "foo=1\n", "foo=\u0007", "foo=1;bar=2=3"})
    void isLeftOutWholeWhereAMemberBreaksARule(String received) {
        assertThat(TraceState.read(received)).isEmpty();
    }

    @Test
    void takesEveryCharacterThatIsAllowed() {
        String key = "a-z0123456789_-*/";
        assertThat(TraceState.read(key + "=" + VALUE_CHARS)).contains(key + "=" + VALUE_CHARS);
        assertThat(TraceState.read("0123456789_-*/@a-z0-9_-*/=1")).contains("0123456789_-*/@a-z0-9_-*/=1");
    }

    @ParameterizedTest
    @CsvSource({"256, 0, true", "257, 0, false", "241, 14, true", "242, 1, false", "1, 15, false"})
    void boundsKeys(int tenant, int system, boolean taken) {
        String member = "t".repeat(tenant) + (system == 0 ? "" : "@" + "v".repeat(system)) + "=1";
        assertThat(TraceState.read(member).isPresent()).isEqualTo(taken);
    }

    @Test
    void boundsValues() {
        assertThat(TraceState.read("foo=" + "v".repeat(256))).isPresent();
        assertThat(TraceState.read("foo=" + "v".repeat(257))).isEmpty();
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "bar" + i + "=1").collect(Collectors.joining(","));
    }

    @Test
    void takes32Members() {
        assertThat(TraceState.read(members(32))).contains(members(32));
        assertThat(TraceState.read(members(33))).isEmpty();
    }

    @Test
    void shortensByWholeMembersTheLongOnesFirst() {
        String large = "large=" + "v".repeat(200);
        String small = "=" + "v".repeat(98);

        assertThat(TraceState.read("a" + small + "," + large + ",b" + small + ",c" + small + ",d" + small))
                .contains("a" + small + ",b" + small + ",c" + small + ",d" + small);
        assertThat(TraceState.read("a" + small + ",b" + small + ",c" + small + ",d" + small + ",e" + small + ",f" + small))
                .as("then the last ones").contains("a" + small + ",b" + small + ",c" + small + ",d" + small + ",e" + small);
    }

    @Test
    void looksAtNothingThatIsFarTooLong() {
        assertThat(TraceState.read("a=1" + " ".repeat(40_000))).isEmpty();
    }
}
