package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "hi", "grüße 😀", "[1,2]", "5", "\"a\"", "{\"a\":", "null", "{\"a\":1,\"a\":2}"})
    void whatIsNoJsonObjectIsTheTextOfAMessage(String text) {
        LegacyMessage message = RawText.wrap(text);

        assertThat(message.type()).isEqualTo("text");
        assertThat(message.source().getString("text")).isEqualTo(text);
    }

    @Test
    void aJsonObjectIsAMessageUnchanged() {
        LegacyMessage message = RawText.wrap("{\"type\":\"ping\",\"data\":[1],\"request_id\":\"r1\"}");

        assertThat(message.type()).isEqualTo("ping");
        assertThat(message.requestId()).isEqualTo("r1");
        assertThat(message.source()).hasSize(3);
        assertThat(RawText.wrap("{}").type()).isEqualTo(LegacyMessage.NO_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hi", "grüße 😀", "{\"a\":{\"b\":[1,null,\"c\"]}}"})
    void whatIsUnwrappedReadsAsWhatWasWrapped(String text) throws Exception {
        LegacyMessage message = RawText.wrap(text);

        assertThat(JsonFormat.read(RawText.unwrap(message.source()))).isEqualTo(message.source());
        assertThat(RawText.wrap(RawText.unwrap(message.source()))).isEqualTo(message);
    }
}
