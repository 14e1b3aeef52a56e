package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2025-08-16T01:36:59Z,                  2025-08-16T01:36:59Z",
        "2025-08-16t01:36:59z,                  2025-08-16T01:36:59Z",
        "2025-08-16T01:36:59.5Z,                2025-08-16T01:36:59.5Z",
        "2025-08-16T01:36:59.923393+00:00,      2025-08-16T01:36:59.923393Z",
        "2025-08-16T01:36:59.123456789-00:00,   2025-08-16T01:36:59.123456789Z",
        "2025-08-16T01:36:59+05:30,             2025-08-15T20:06:59Z",
        "2025-08-16T01:36:59-11:00,             2025-08-16T12:36:59Z",
        "2025-08-16T01:36:59.123456789+14:00,   2025-08-15T11:36:59.123456789Z",
        "2024-02-29T00:00:00Z,                  2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z,                  0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z,                  9999-12-31T23:59:59Z"})
    void readsWhatRfc3339Allows(String text, Instant instant) {
        assertThat(Rfc3339.parse(text)).contains(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "2016-12-31T23:59:60Z,       2016-12-31T23:59:59Z",
        "2016-12-31T23:59:60.25Z,    2016-12-31T23:59:59.25Z",
        "2017-01-01T00:59:60+01:00,  2016-12-31T23:59:59Z"})
    void aLeapSecondCountsAsTheSecondBefore(String text, Instant instant) {
        assertThat(Rfc3339.parse(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "Z", "now", "1755308219", "2025-08-16", "01:36:59Z", "20250816T013659Z",
        "2025-08-16T01:36:59", "2025-08-16T01:36Z", "2025-08-16T01Z", "2025-08-16 01:36:59Z",
        "2025-08-16_01:36:59Z", " 2025-08-16T01:36:59Z", "2025-08-16T01:36:59Z ", "2025-08-16T01:36:59ZZ",
        "2025-8-16T01:36:59Z", "25-08-16T01:36:59Z", "12025-08-16T01:36:59Z", "+2025-08-16T01:36:59Z",
        "-2025-08-16T01:36:59Z", "2025-W33-6T01:36:59Z", "2025-228T01:36:59Z"})
    void refusesAnotherShape(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2025-00-16T01:36:59Z", "2025-13-16T01:36:59Z", "2025-08-00T01:36:59Z", "2025-08-32T01:36:59Z",
        "2025-02-29T01:36:59Z", "1900-02-29T01:36:59Z", "2025-04-31T01:36:59Z", "2025-08-16T24:00:00Z",
        "2025-08-16T01:60:59Z", "2025-08-16T01:36:61Z"})
    void refusesADateOrTimeThatDoesNotExist(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2025-08-16T01:36:59.Z", "2025-08-16T01:36:59,5Z", "2025-08-16T01:36:59.5", "2025-08-16T01:36:59.-5Z",
        "2025-08-16T01:36:59+0000", "2025-08-16T01:36:59+00", "2025-08-16T01:36:59+1:00",
        "2025-08-16T01:36:59+01:60", "2025-08-16T01:36:59+24:00", "2025-08-16T01:36:59+00:00:00",
        "2025-08-16T01:36:59\u221201:00", "2025-08-16T01:36:59Z+00:00", "2025-08-16T01:36:59UTC",
        "\u0662\u0660\u0662\u0665-08-16T01:36:59Z"})
    void refusesABrokenFractionOrOffset(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-08-16T01:36:59.923393Z,    2025-08-16T01:36:59.923393+00:00",
        "2025-08-16T01:36:59Z,           2025-08-16T01:36:59.000000+00:00",
        "2025-01-02T03:04:05.000006Z,    2025-01-02T03:04:05.000006+00:00",
        "2025-12-31T23:59:59.999999999Z, 2025-12-31T23:59:59.999999+00:00",
        "1969-12-31T23:59:59.5Z,         1969-12-31T23:59:59.500000+00:00",
        "0007-01-01T00:00:00Z,           0007-01-01T00:00:00.000000+00:00"})
    void writesUtcWithMicroseconds(Instant instant, String text) {
        assertThat(Rfc3339.format(instant)).isEqualTo(text);
    }
}
