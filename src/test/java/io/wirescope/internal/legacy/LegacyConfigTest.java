package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyConfigTest {

    @Test
    void withoutADateNothingIsSwitchedOff() {
        LegacyConfig config = LegacyConfig.from(MapSettings.with());

        assertThat(config.enabled()).isTrue();
        assertThat(config.sunset()).isEmpty();
        assertThat(config.brownouts()).isEmpty();
    }

    @Test
    void brownoutsAreReadInOrder() {
        LegacyConfig config = LegacyConfig.from(MapSettings.with("wirescope.legacy.brownouts",
                "2026-12-02T10:00:00Z/PT1H, 2026-12-01T10:00:00Z/PT30M,2026-12-01T10:30:00Z/PT30M"));

        assertThat(config.brownouts()).extracting(Brownout::start).containsExactly(
                Instant.parse("2026-12-01T10:00:00Z"), Instant.parse("2026-12-01T10:30:00Z"),
                Instant.parse("2026-12-02T10:00:00Z"));
        assertThat(config.brownouts().get(0).end()).isEqualTo(Instant.parse("2026-12-01T10:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wirescope.legacy.sunset|tomorrow", "wirescope.legacy.sunset|2026-12-31",
        "wirescope.legacy.sunset|2026-12-31T00:00:00Z,2027-12-31T00:00:00Z",
        "wirescope.legacy.sunset|2025-08-15T23:59:59Z",
        "wirescope.legacy.deprecated|never", "wirescope.legacy.enabled|yes",
        "wirescope.legacy.brownouts|2026-12-01T10:00:00Z", "wirescope.legacy.brownouts|2026-12-01T10:00:00Z/PT0S",
        "wirescope.legacy.brownouts|2026-12-01T10:00:00Z/-PT1H", "wirescope.legacy.brownouts|noon/PT1H",
        "wirescope.legacy.brownouts|2026-12-01T10:00:00Z/PT1H,2026-12-01T10:59:59Z/PT1H",
        "wirescope.legacy.migration-guide|not a uri", "wirescope.legacy.clients-remembered|0"})
    void anInvalidSettingIsReportedWithKeyAndValue(String key, String value) {
        assertThatThrownBy(() -> LegacyConfig.from(MapSettings.with(key, value)))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining(key)
                .hasMessageContaining(value.split(",")[0]);
    }

    @ParameterizedTest
    @CsvSource({"sunset,+10000-01-01T00:00:00Z", "sunset,+1000000000-12-31T23:59:59.999999999Z",
        "deprecated,1969-12-31T23:59:59.999999999Z", "deprecated,+10000-01-01T00:00:00Z",
        "brownouts,2026-12-01T10:00:00Z/P1000000000000D", "brownouts,2026-12-01T10:00:00Z/P100000000000000D",
        "brownouts,-1000000000-01-01T00:00:00Z/PT1H", "brownouts,1969-12-31T23:59:59Z/PT1H",
        "brownouts,9999-12-31T23:00:00Z/PT1H", "brownouts,+10000-01-01T00:00:00Z/PT1H"})
    void aDateBeyondHeadersIsReportedWithKeyValueAndRule(String name, String value) {
        assertThatThrownBy(() -> LegacyConfig.from(MapSettings.with("wirescope.legacy." + name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Invalid setting wirescope.legacy." + name + "=" + value + ": must be ")
                .hasMessageEndingWith("from the year 1970 to 9999");
    }

    @Test
    void theFirstAndTheLastInstantCanBeUsed() {
        LegacyConfig config = LegacyConfig.from(MapSettings.with("wirescope.legacy.deprecated", "1970-01-01T00:00:00Z",
                "wirescope.legacy.sunset", "9999-12-31T23:59:59.999999999Z",
                "wirescope.legacy.brownouts", "1970-01-01T00:00:00Z/PT1H,9999-12-31T22:59:59Z/PT1H"));

        assertThat(config.deprecated()).isEqualTo(Instant.EPOCH);
        assertThat(config.sunset()).contains(Instant.parse("9999-12-31T23:59:59.999999999Z"));
        assertThat(config.brownouts()).hasSize(2);
    }
}
