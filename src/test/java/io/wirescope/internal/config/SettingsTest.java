package io.wirescope.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = "wirescope.key";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static Settings settings(String value) {
        Map<String, String> values = Map.of(KEY, value);
        return new Settings((String key) -> Optional.ofNullable(values.get(key)));
    }

    private static void assertStopsTheStart(Function<Settings, ?> reader, String value, String rule) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> reader.apply(settings(value)))
                .withMessage("Invalid setting " + KEY + "=" + value.strip() + ": " + rule);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "500, 500", "1000, 1000", "' 42 ', 42"})
    void readsAnIntegerWithinItsBounds(String value, int expected) {
        assertThat(settings(value).integer(KEY, 1, 1000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-5", "4294967297", "9223372036854775808", "1.5", "1e2", "0x10", "10k",
            "ten", "1 000", "1_000"})
    void refusesAnIntegerThatIsNoneOrOutOfBounds(String value) {
        assertStopsTheStart(settings -> settings.integer(KEY, 1, 1000), value,
                "must be a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(longs = {-5_000_000_000L, 0, 5_000_000_000L})
    void readsALongIntegerWithinItsBounds(long value) {
        assertThat(settings(Long.toString(value)).longInteger(KEY, -5_000_000_000L, 5_000_000_000L))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5000000001", "5000000001", "99999999999999999999", "", "all"})
    void refusesALongIntegerThatIsNoneOrOutOfBounds(String value) {
        assertStopsTheStart(settings -> settings.longInteger(KEY, -5_000_000_000L, 5_000_000_000L), value,
                value.isEmpty() ? "must be set" : "must be a whole number from -5000000000 to 5000000000");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, PT1S", "PT25S, PT25S", "PT1M30.5S, PT1M30.5S", "PT60M, PT1H", "' PT2S ', PT2S"})
    void readsADurationWithinItsBounds(String value, Duration expected) {
        assertThat(settings(value).duration(KEY, SECOND, HOUR)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999999999S", "PT1H0.000000001S", "PT-5S", "P1D", "25", "25s", "PT", "PT5",
            "PT1.5H", "PT9223372036854775807M"})
    void refusesADurationThatIsNoneOrOutOfBounds(String value) {
        assertStopsTheStart(settings -> settings.duration(KEY, SECOND, HOUR), value,
                "must be an ISO 8601 duration from PT1S to PT1H");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "' true ', true"})
    void readsAFlag(String value, boolean expected) {
        assertThat(settings(value).flag(KEY)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "1", "0", "on", "TRUE", "truee"})
    void refusesAFlagThatIsNeitherTrueNorFalse(String value) {
        assertStopsTheStart(settings -> settings.flag(KEY), value, "must be true or false");
    }

    @Test
    void readsATextWithoutTheSpaceAroundIt() {
        assertThat(settings(" \tsome text\n").text(KEY)).isEqualTo("some text");
    }

    @Test
    void readsTheEntriesOfAListWithoutTheSpaceAroundThem() {
        assertThat(settings(" a, b b ,c,,\t,d ").list(KEY)).containsExactly("a", "b b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ",", " , ,"})
    void aBlankListIsEmpty(String value) {
        assertThat(settings(value).list(KEY)).isEmpty();
    }

    @Test
    void aMissingListIsEmpty() {
        assertThat(settings("a").list("wirescope.other")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("readersOfRequiredSettings")
    void saysThatAMissingSettingMustBeSet(Function<Settings, ?> reader) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> reader.apply(new Settings((String key) -> Optional.empty())))
                .withMessage("Invalid setting " + KEY + "=: must be set");
    }

    @ParameterizedTest
    @MethodSource("readersOfRequiredSettings")
    void saysThatABlankSettingMustBeSet(Function<Settings, ?> reader) {
        assertStopsTheStart(reader, " \t ", "must be set");
    }

    static Stream<Function<Settings, ?>> readersOfRequiredSettings() {
        return Stream.of(
                settings -> settings.integer(KEY, 0, 9),
                settings -> settings.longInteger(KEY, 0, 9),
                settings -> settings.duration(KEY, SECOND, HOUR),
                settings -> settings.flag(KEY),
                settings -> settings.text(KEY));
    }
}
