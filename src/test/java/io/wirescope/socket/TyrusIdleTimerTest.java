package io.wirescope.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.MapSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.tyrus.core.TyrusSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where there is no timer to quiet. That there is one on Payara: {@code ServerOutputIT}. */
class TyrusIdleTimerTest {

    private static final Logger LOG = Logger.getLogger(TyrusIdleTimer.class.getName());
    private static final String KEY = "wirescope.socket.quiet-idle-timer";

    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    /** A session class of Payara's extends that of Tyrus. */
    private static final class ContainersSession extends TyrusSession {
    }

    @Test
    void aTyrusWithoutTheFieldIsLeftAsItIsAndTheLogSaysSoOnce() {
        TyrusIdleTimer timer = new TyrusIdleTimer(MapSettings.with());

        timer.quiet(new ContainersSession());
        timer.quiet(new TyrusSession());

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("could not be switched off");
            assertThat(record.getThrown()).isInstanceOf(NoSuchFieldException.class);
        });
    }

    @Test
    void anotherEngineIsPassedOverInSilence() {
        new TyrusIdleTimer(MapSettings.with()).quiet(new Object());

        assertThat(records).isEmpty();
    }

    @Test
    void switchedOffItLooksAtNothing() {
        new TyrusIdleTimer(MapSettings.with(KEY, "false")).quiet(new TyrusSession());

        assertThat(records).isEmpty();
    }
}
