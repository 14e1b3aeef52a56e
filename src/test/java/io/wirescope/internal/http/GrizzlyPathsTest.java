package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.KeptRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there is no Grizzly to watch. What it does on Payara: {@code HandshakeTargetIT}. */
class GrizzlyPathsTest {

    private final KeptRecords log = KeptRecords.of(GrizzlyPaths.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void anotherServerIsPassedOverInSilence(String enabled) {
        GrizzlyPaths paths = new GrizzlyPaths(MapSettings.with("wirescope.http.readable-paths", enabled));

        paths.watch(new Object());
        paths.end();

        assertThat(log.records()).isEmpty();
    }
}
