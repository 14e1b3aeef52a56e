package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jakarta.json.JsonValue;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    @Test
    void needsAType() {
        assertThatNullPointerException().isThrownBy(() ->
                new Envelope(null, Samples.TIMESTAMP, null, null, JsonValue.EMPTY_JSON_OBJECT, null))
                .withMessage("type");
    }

    @Test
    void needsATimestamp() {
        assertThatNullPointerException().isThrownBy(() ->
                new Envelope("ping", null, null, null, JsonValue.EMPTY_JSON_OBJECT, null))
                .withMessage("timestamp");
    }

    @Test
    void needsAPayload() {
        assertThatNullPointerException().isThrownBy(() ->
                new Envelope("ping", Samples.TIMESTAMP, null, null, null, null))
                .withMessage("payload");
    }
}
