package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextMaskTest {

    private final TextMask mask = new TextMask(new SecretNames(List.of("password", "token", "auth", "api_key")));

    @ParameterizedTest
    @ValueSource(strings = {
        "user=joe&password=HUNTER2&x=1",
        "Authorization: Basic HUNTER2",
        "authorization:HUNTER2",
        "see Bearer HUNTER2 there",
        "{\"password\":\"HUNTER2\"",
        "{\"password\" : \"a \\\" HUNTER2\", \"b\": 1",
        "\\\"password\\\":\\\"HUNTER2\\\"",
        "{'apiKey': 'HUNTER2'}}",
        "password={\"deep\":[1,\"HUNTER2\"]",
        "<login><password>HUNTER2</password></login>",
        "db.password = correct horse HUNTER2 battery",
        "X-Api-Key:\tHUNTER2",
        "password=HUNTER2",
        "url?access_token=HUNTER2",
        "Echo: password=HUNTER2"})
    void whatFollowsASecretsNameIsMasked(String text) {
        assertThat(mask.mask(text)).doesNotContain("HUNTER2").contains(TextMask.MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "a=1&b=2", "12:30", "a > b", "the password", "password=", "2+2=4: true", ":=>",
        "bearers of rings"})
    void otherTextsStay(String text) {
        assertThat(mask.mask(text)).isSameAs(text);
    }

    @Test
    void whatSurroundsASecretStays() {
        assertThat(mask.mask("a=1&password=x&b=2")).isEqualTo("a=1&password=" + TextMask.MASK + "&b=2");
        assertThat(mask.mask("<password>x</password><b>1</b>"))
                .isEqualTo("<password>" + TextMask.MASK + "</password><b>1</b>");
    }

    /** A quadratic one would look at each of a million characters a million times. */
    @Test
    void aLongTextIsReadOnce() {
        String text = "a".repeat(1 << 20) + "=".repeat(1 << 10) + "password=HUNTER2";

        assertThat(mask.mask(text)).endsWith("password=" + TextMask.MASK);
    }
}
