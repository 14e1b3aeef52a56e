package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFieldsTest {

    private static HeaderFields of(String... headers) {
        return new HeaderFields(ServletFakes.request(headers));
    }

    @Test
    void severalLinesAreOneListWithoutEmptyMembers() {
        assertThat(of("Connection: , keep-alive,,", "CONNECTION: \tUpgrade ,").list("connection"))
                .containsExactly("keep-alive", "Upgrade");
        assertThat(of("Other: x").list("Connection")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "h2c, websocket", "websocket,h2c", " , websocket\t,"})
    void findsATokenInAnyCase(String value) {
        assertThat(of("UPGRADE: " + value).hasToken("Upgrade", "websocket")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "websockets", "web socket", "\"websocket\"", "h2c; websocket", "websocket/13"})
    void findsNoTokenInsideOfAnother(String value) {
        assertThat(of("Upgrade: " + value).hasToken("Upgrade", "websocket")).isFalse();
    }

    @Test
    void aSingleValueHasOneLine() {
        assertThat(of("Origin: \t http://a \t").single("origin")).contains("http://a");
        assertThat(of("Origin: http://a", "origin: http://a").single("Origin")).isEmpty();
        assertThat(of("Other: x").single("Origin")).isEmpty();
        assertThat(of("Origin: ").single("Origin")).contains("");
    }

    @Test
    void aQuotedStringIsNotSplit() {
        assertThat(HeaderFields.split("a=\"1,2\", b=\"x\\\",y\" ,c", ','))
                .isEqualTo(List.of("a=\"1,2\"", "b=\"x\\\",y\"", "c"));
        assertThat(HeaderFields.split("a=\"1,2", ',')).containsExactly("a=\"1,2");
        assertThat(HeaderFields.split("a=\"1\\", ',')).containsExactly("a=\"1\\");
    }
}
