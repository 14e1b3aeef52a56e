package io.wirescope.internal.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.wirescope.internal.rest.error.RefusedRequestException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1,2]", "\"\u00e4 \u20ac \ud83d\ude00\"", "null"})
    void readsUtf8(String json) {
        assertThat(JsonBody.read(json.getBytes(StandardCharsets.UTF_8))).hasToString(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22ff22", "22c0a022", "22eda08022", "22e282", "22f09f98", "fffe22000000"})
    void refusesWhatIsNoUtf8(String hex) {
        RefusedRequestException refusal = assertThrows(RefusedRequestException.class,
                () -> JsonBody.read(HexFormat.of().parseHex(hex)));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.error().code()).isEqualTo("INVALID_JSON");
        assertThat(refusal).hasMessageStartingWith("Invalid JSON format: not UTF-8 at line 1, column ");
    }

    @Test
    void tellsWhereItIsNoUtf8() {
        byte[] body = "{\n\"\u00e4\": \"?\"}".getBytes(StandardCharsets.UTF_8);
        body[9] = (byte) 0xff;

        assertThat(assertThrows(RefusedRequestException.class, () -> JsonBody.read(body)).error().details())
                .hasToString("{\"line\":2,\"column\":7,\"offset\":8}");
    }
}
