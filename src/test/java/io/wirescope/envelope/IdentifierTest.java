package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfAllowedLength")
    @ValueSource(strings = {" ", "a b", "/", "%00", "~", "\u00a0", "\u2028", "\ufeff"})
    void takes1To128Characters(String id) {
        assertThat(Identifier.isValid(id)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfWrongLength")
    void refusesNoneAndTooManyCharacters(String id) {
        assertThat(Identifier.isValid(id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(chars = {'\u0000', '\t', '\n', '\r', '\u001b', '\u001f', '\u007f', '\u0080', '\u0085', '\u009f'})
    void refusesControlCharactersAnywhere(char control) {
        assertThat(Identifier.isValid(control + "a")).isFalse();
        assertThat(Identifier.isValid("a" + control + "a")).isFalse();
        assertThat(Identifier.isValid("a" + control)).isFalse();
    }
}
