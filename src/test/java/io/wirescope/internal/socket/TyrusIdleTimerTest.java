package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.KeptRecords;
import java.util.logging.Level;
import org.glassfish.tyrus.core.TyrusSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where there is no timer to quiet. That there is one on Payara: {@code ServerOutputIT}. */
class TyrusIdleTimerTest {

    private static final String KEY = "wirescope.socket.quiet-idle-timer";

    private final KeptRecords log = KeptRecords.of(TyrusIdleTimer.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** A session class of Payara's extends that of Tyrus. */
    private static final class ContainersSession extends TyrusSession {
    }

    @Test
    void aTyrusWithoutTheFieldIsUnchangedAndLoggedOnce() {
        TyrusIdleTimer timer = new TyrusIdleTimer(MapSettings.with());

        timer.quiet(new ContainersSession());
        timer.quiet(new TyrusSession());

        assertThat(log.records()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("could not be disabled");
            assertThat(record.getThrown()).isInstanceOf(NoSuchFieldException.class);
        });
    }

    @Test
    void anotherEngineIsPassedOverInSilence() {
        new TyrusIdleTimer(MapSettings.with()).quiet(new Object());

        assertThat(log.records()).isEmpty();
    }

    @Test
    void switchedOffItLooksAtNothing() {
        new TyrusIdleTimer(MapSettings.with(KEY, "false")).quiet(new TyrusSession());

        assertThat(log.records()).isEmpty();
    }
}
