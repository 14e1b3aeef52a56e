package io.wirescope.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedactorTest {

    private final Redactor redactor = new Redactor(new SecretNames(List.of("password", "api_key", "auth", "session")));

    private RedactedText redact(String json, String... pointers) throws MalformedJsonException {
        return redactor.redact(JsonFormat.read(json),
                Stream.of(pointers).map(pointer -> PayloadPointer.parse(pointer).orElseThrow()).toList());
    }

    @Test
    void secretNamesAreFoundInEachCase() throws MalformedJsonException {
        RedactedText redacted = redact("""
                {"Password":"a","db_password_old":1,"apiKey":true,"API-KEY":null,"authorization":{"x":1},"y":[{"auth":[2]}]}""");

        assertThat(redacted.text()).isEqualTo("{\"Password\":\"[redacted]\",\"db_password_old\":\"[redacted]\","
                + "\"apiKey\":\"[redacted]\",\"API-KEY\":\"[redacted]\",\"authorization\":\"[redacted]\","
                + "\"y\":[{\"auth\":\"[redacted]\"}]}");
        assertThat(redacted.paths()).containsExactly("/Password", "/db_password_old", "/apiKey", "/API-KEY",
                "/authorization", "/y/0/auth");
        assertThat(redacted.count()).isEqualTo(6);
    }

    @Test
    void pointersNameMembersAndItems() throws MalformedJsonException {
        RedactedText redacted = redact("""
                {"payload":{"cards":[{"n":1,"m":2},{"n":3}],"list":[1,2,3],"a/b":4}}""",
                "/payload/cards/*/n", "/payload/list/1", "/payload/a~1b", "/payload/none");

        assertThat(redacted.text()).isEqualTo("{\"payload\":{\"cards\":[{\"n\":\"[redacted]\",\"m\":2},"
                + "{\"n\":\"[redacted]\"}],\"list\":[1,\"[redacted]\",3],\"a/b\":\"[redacted]\"}}");
        assertThat(redacted.paths()).containsExactly("/payload/cards/0/n", "/payload/cards/1/n", "/payload/list/1",
                "/payload/a~1b");
    }

    @Test
    void whatAPointerNamesIsRedactedWhereAnEchoRepeatsIt() throws MalformedJsonException {
        assertThat(redact("""
                {"type":"echo","payload":{"original_message":{"payload":{"card":4711}},"original_data":{"card":4711}}}""",
                "/payload/card").text()).doesNotContain("4711");
    }

    @Test
    void whatAPointerNamesIsRedactedInAMessageWithoutEnvelope() throws MalformedJsonException {
        assertThat(redact("{\"type\":\"x\",\"card\":4711}", "/payload/card").text()).doesNotContain("4711");
    }

    @Test
    void jsonInTextsIsLookedInto() throws MalformedJsonException {
        RedactedText redacted = redact("""
                {"a":"{\\"b\\":[{\\"password\\":\\"HUNTER2\\"}],\\"c\\":1}","d":"{\\"e\\":1}"}""");

        assertThat(redacted.text()).doesNotContain("HUNTER2").contains("\\\"c\\\":1", "\"{\\\"e\\\":1}\"");
        assertThat(redacted.paths()).containsExactly("/a/b/0/password");
    }

    @Test
    void textsInJsonAreMasked() throws MalformedJsonException {
        RedactedText redacted = redact("""
                {"url":"https://h/?session=HUNTER2","list":["{\\"password\\":\\"HUNTER2"]}""");

        assertThat(redacted.text()).doesNotContain("HUNTER2");
        assertThat(redacted.paths()).containsExactly("/url", "/list/0");
    }

    @Test
    void aTextWithinTooManyTextsIsRedactedAsAWhole() throws MalformedJsonException {
        String text = "{\"a\":1,\"b\":\"HUNTER2\"}";
        for (int i = 0; i < 6; i++) {
            text = "{\"t\":" + JsonFormat.write(JsonFormat.string(text)) + "}";
        }

        assertThat(redact(text).text()).doesNotContain("HUNTER2").contains(TextMask.MASK);
    }

    @Test
    void atMostAHundredPathsAreListedAndAllAreCounted() throws MalformedJsonException {
        String items = String.join(",", java.util.Collections.nCopies(250, "{\"password\":1}"));

        RedactedText redacted = redact("[" + items + "]");

        assertThat(redacted.paths()).hasSize(RedactedText.MAX_PATHS);
        assertThat(redacted.count()).isEqualTo(250);
    }

    @Test
    void whatIsNoSecretStaysAsItIs() throws MalformedJsonException {
        String json = "{\"n\":1.50,\"big\":12345678901234567890,\"s\":\"ä\\u2028 x: y\",\"l\":[null,true,{}],\"e\":\"\"}";

        assertThat(redact(json).text()).isEqualTo(JsonFormat.write(JsonFormat.read(json)));
        assertThat(redact(json).count()).isZero();
    }
}
