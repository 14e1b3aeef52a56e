package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {

    /** The examples of CloudEvents' HTTP binding 1.0, section 3.1.3.2, and what could break a header. */
    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "Euro \u20AC \uD83D\uDE00,Euro%20%E2%82%AC%20%F0%9F%98%80", "a\"b,a%22b", "100%,100%25", "plain-text_1.2~,plain-text_1.2~"})
    void encodesWhatIsNoVisibleAscii(String text, String encoded) {
        assertThat(HeaderText.encode(text)).isEqualTo(encoded);
        assertThat(HeaderText.decode(encoded)).isEqualTo(text);
    }

    @Test
    void noHeaderCanBeAddedByAText() {
        assertThat(HeaderText.encode("a\r\nX-Evil: 1")).isEqualTo("a%0D%0AX-Evil:%201");
    }

    @ParameterizedTest
    @CsvSource({"50%,50%", "%zz,%zz", "%4,%4", "a%20b%,'a b%'", "%C3%A9,\u00E9"})
    void decodesWhatIsAnEncodingAndLeavesTheRest(String value, String text) {
        assertThat(HeaderText.decode(value)).isEqualTo(text);
    }

    @Test
    void aSegmentHasNoSlashOrQuestionMark() {
        assertThat(HeaderText.segment("a/b?c d#e")).isEqualTo("a%2Fb%3Fc%20d%23e");
    }
}
