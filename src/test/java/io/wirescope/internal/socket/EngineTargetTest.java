package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.http.Query;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTargetTest {

    @ParameterizedTest
    @CsvSource({
        "client_id=auth0|42,  client_id=auth0%7C42",
        "a={b}&c=^`,          a=%7Bb%7D&c=%5E%60",
        "a=\\,                a=%5C",
        "a=%zz&b=%,           a=%25zz&b=%25",
        "a=%2,                a=%252",
        "a=%2F+b?/:@,         a=%2F+b?/:@",
        "a=[b]#,              a=%5Bb%5D%23",
        "a=Ã\u00a0,           a=%C3%A0",
        "a=日,                 a=%E6%97%A5",
        "a=😀,                a=%F0%9F%98%80"})
    void aQueryBecomesOneThatEveryParserAccepts(String query, String encoded) {
        assertThat(EngineTarget.query(query)).isEqualTo(encoded);
        assertThat(URI.create("/ws/client?" + encoded).getRawQuery()).isEqualTo(encoded);
    }

    @Test
    void aPathBecomesOneThatEveryParserAccepts() {
        assertThat(EngineTarget.path("/ws/a|b?{%7C}%")).isEqualTo("/ws/a%7Cb%3F%7B%7C%7D%25");
        assertThat(EngineTarget.query(null)).isNull();
    }

    @Test
    void everyOctetDecodesToWhatCame() {
        for (char c = 0; c < 0x80; c++) {
            if (c != '%') {
                String encoded = EngineTarget.path("/ws/" + c + "x");
                assertThat(URI.create(encoded).getRawPath()).isEqualTo(encoded);
                assertThat(Query.decode(encoded, false)).contains("/ws/" + c + "x");
            }
        }
    }

    @Test
    void parametersAreDecodedWhateverTheyAre() {
        assertThat(EngineTarget.parameters("a=|&b&a=%zz&=&&c=%C3%A0+%ff"))
                .containsEntry("a", List.of("|", "%zz")).containsEntry("b", List.of(""))
                .containsEntry("", List.of("")).containsEntry("c", List.of("à \ufffd"));
        assertThat(EngineTarget.parameters(null)).isEmpty();
    }
}
