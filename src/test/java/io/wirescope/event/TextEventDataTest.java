package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEventDataTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":[1,-0,1.0,1e3,1E-7,1e1000000000,100000000000000000000000000001,true,null]}",
        "{\"\":{\"\\u0000\":\"\\ud800 \\ud83d\\udc1f \\\\ \\u2028\"}}"})
    void isReadAsItCame(String json) throws Exception {
        JsonObject data = JsonFormat.read(json).asJsonObject();

        EventData received = EventData.received(data);

        assertThat(received).isInstanceOf(TextEventData.class);
        assertThat(received.toJson()).isEqualTo(data);
        assertThat(JsonFormat.write(received.toJson())).isEqualTo(JsonFormat.write(data));
    }

    /** The parser takes numbers up to a length; some are longer when they are written. */
    @ParameterizedTest
    @ValueSource(strings = {"e-1", "e-600", "e-1101", "e5"})
    void isKeptAsItIsWhereItsTextCanNotBeRead(String exponent) throws Exception {
        int longest = 1100 - exponent.length();
        for (int digits = longest - 10; digits <= longest; digits++) {
            JsonObject data = JsonFormat.read("{\"n\":" + "7".repeat(digits) + exponent + "}").asJsonObject();

            assertThat(EventData.received(data).toJson()).isEqualTo(data);
        }
        JsonObject longer = JsonFormat.read("{\"n\":" + "7".repeat(1098) + "e5}").asJsonObject();
        assertThat(EventData.received(longer)).isEqualTo(EventData.of(longer));
    }
}
