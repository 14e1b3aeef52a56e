package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyMessageTest {

    private static LegacyMessage legacy(String json) {
        return new LegacyMessage(Samples.parse(json));
    }

    private static LegacyMessage withType(String type) {
        return legacy("{\"type\":" + Samples.quoted(type) + "}");
    }

    private static LegacyMessage withRequestId(String id) {
        return legacy("{\"request_id\":" + Samples.quoted(id) + "}");
    }

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfAllowedLength")
    void keepsAUsableType(String type) {
        assertThat(withType(type).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfWrongLength")
    void aTypeOfWrongLengthIsUnknown(String type) {
        assertThat(withType(type).type()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":5}", "{\"type\":[\"ping\"]}", "{\"type\":true}"})
    void aTypeThatIsNoStringIsUnknown(String json) {
        assertThat(legacy(json).type()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfAllowedLength")
    void keepsAUsableRequestId(String id) {
        assertThat(withRequestId(id).requestId()).isEqualTo(id);
    }

    @ParameterizedTest
    @MethodSource("io.wirescope.envelope.EnvelopeCodecTest#textsOfWrongLength")
    @ValueSource(strings = {"line\nbreak", "\u0000"})
    void aRequestIdThatIsNoIdCountsAsMissing(String id) {
        assertThat(withRequestId(id).requestId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"request_id\":null}", "{\"request_id\":5}", "{\"request_id\":[]}"})
    void aRequestIdThatIsNoStringCountsAsMissing(String json) {
        assertThat(legacy(json).requestId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"data\":1}                                | 1",
        "{\"data\":{\"a\":[]}}                       | {\"a\":[]}",
        "{\"payload\":{\"data\":2}}                  | 2",
        "{\"payload\":{\"data\":2},\"data\":1}       | 2",
        "{\"payload\":{\"data\":null},\"data\":1}    | null",
        "{\"payload\":{\"other\":2},\"data\":1}      | 1",
        "{\"payload\":[{\"data\":2}],\"data\":1}     | 1",
        "{\"payload\":\"text\",\"data\":1}           | 1",
        "{\"payload\":null,\"data\":1}               | 1",
        "{\"data\":null}                             | null"})
    void dataIsThatOfThePayloadOrElseItsOwn(String json, String data) {
        assertThat(legacy(json).data()).isEqualTo(Samples.parseValue(data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"payload\":{}}", "{\"payload\":[]}"})
    void dataIsMissingWithoutEither(String json) {
        assertThat(legacy(json).data()).isNull();
    }

    @Test
    void hasNoTraceOfItsOwn() {
        assertThat(legacy("{\"trace\":{\"trace_id\":\"" + Samples.TRACE_ID + "\"}}").trace()).isNull();
    }

    @Test
    void keepsTheMessageExactlyAsItCame() {
        assertThat(legacy("{\"a\":null,\"b\":{\"c\":[1.50]}}").source())
                .containsEntry("a", JsonValue.NULL)
                .hasToString("{\"a\":null,\"b\":{\"c\":[1.50]}}");
    }
}
