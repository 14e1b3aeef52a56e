package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadPointerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "payload", "payload/card", "#/payload", "/a~", "/a~2b", "/~x/b", "$.payload", " /a"})
    void aTextThatIsNoPointerIsRefused(String text) {
        assertThat(PayloadPointer.parse(text)).isEmpty();
    }

    @Test
    void aPointerHasALimit() {
        assertThat(PayloadPointer.parse("/" + "a".repeat(PayloadPointer.MAX_LENGTH - 1))).isPresent();
        assertThat(PayloadPointer.parse("/" + "a".repeat(PayloadPointer.MAX_LENGTH))).isEmpty();
    }

    @Test
    void tokensAreUnescapedInTheOrderOfTheRfc() {
        assertThat(PayloadPointer.parse("/a~1b/m~0n/~01//x").orElseThrow().tokens())
                .containsExactly("a/b", "m~n", "~1", "", "x");
    }

    @Test
    void anAsteriskIsAnyItem() {
        PayloadPointer pointer = PayloadPointer.parse("/items/*/card").orElseThrow();

        assertThat(pointer.namesItem(1, 0)).isTrue();
        assertThat(pointer.namesItem(1, 999)).isTrue();
        assertThat(pointer.namesMember(1, "first")).isFalse();
        assertThat(PayloadPointer.parse("/items/2").orElseThrow().namesItem(1, 2)).isTrue();
        assertThat(PayloadPointer.parse("/items/2").orElseThrow().namesItem(1, 1)).isFalse();
    }
}
