package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
            "\ud800\udc00", "\udbff\udfff", "na\u00efve \u4e2d\u6587 \ud83d\ude00!"})
    void countsTheBytesOfTheEncodedText(String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource({"'\ud800', 3", "'\udc00', 3", "'a\ud800', 4", "'\ud800a', 4", "'\udc00\ud800', 6",
            "'\ud800\ud83d\ude00', 7", "'\ud83d\ude00\ude00', 7"})
    void countsALoneSurrogateAsTheReplacementCharacter(String text, int bytes) {
        assertThat(Utf8.length(text)).isEqualTo(bytes);
    }
}
