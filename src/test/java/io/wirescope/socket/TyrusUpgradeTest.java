package io.wirescope.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.config.KeptRecords;
import io.wirescope.event.MapSettings;
import io.wirescope.http.ServletFakes;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.util.logging.Level;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to an upgrade of Tyrus'. That Payara needs it: {@code EarlyFramesIT}. */
class TyrusUpgradeTest {

    private static final String KEY = "wirescope.socket.deferred-reads";

    private final KeptRecords log = KeptRecords.of(TyrusUpgrade.class);
    private final Container container = new Container();

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** A container that has data before the upgrade, and calls who listens at once, as Payara does. */
    private static final class Container extends ServletInputStream {

        private HttpUpgradeHandler upgraded;
        private ReadListener listener;
        private boolean closed;

        private HttpServletRequest request() {
            return ServletFakes.fake(HttpServletRequest.class, (proxy, called, args) -> {
                upgraded = (HttpUpgradeHandler) ((Class<?>) args[0]).getConstructor().newInstance();
                return upgraded;
            });
        }

        private void upgrade() {
            upgraded.init(ServletFakes.fake(WebConnection.class, (proxy, called, args) -> {
                if (called.getName().equals("close")) {
                    closed = true;
                    upgraded.destroy();
                    return null;
                }
                return this;
            }));
        }

        @Override
        public void setReadListener(ReadListener set) {
            listener = set;
            try {
                set.onDataAvailable();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public int read() {
            return -1;
        }
    }

    private TyrusHttpUpgradeHandler upgrade(String... settings) throws Exception {
        return new TyrusUpgrade(MapSettings.with(settings)).upgrade(container.request(),
                TyrusHttpUpgradeHandler.class);
    }

    @Test
    void tyrusReadsOnlyWhenItsSessionIsOpen() throws Exception {
        TyrusHttpUpgradeHandler tyrus = upgrade();

        container.upgrade();

        assertThat(tyrus.calls).containsExactly("open", "data");
        assertThat(log.records()).singleElement().satisfies(record ->
                assertThat(record.getLevel()).isEqualTo(Level.INFO));
    }

    @Test
    void switchedOffItReadsAtOnce() throws Exception {
        TyrusHttpUpgradeHandler tyrus = upgrade(KEY, "false");

        container.upgrade();

        assertThat(tyrus.calls).containsExactly("data", "open");
        assertThat(log.records()).isEmpty();
    }

    @Test
    void whatCanNotBeOpenedIsClosedAndNeverRead() throws Exception {
        TyrusHttpUpgradeHandler tyrus = upgrade();
        tyrus.failure = new IllegalArgumentException("no URI");

        container.upgrade();

        assertThat(tyrus.calls).containsExactly("open", "destroy");
        assertThat(container.closed).isTrue();
        assertThat(container.listener).isNull();
    }

    @Test
    void whatIsClosedAtItsOpeningIsNeverRead() throws Exception {
        TyrusHttpUpgradeHandler tyrus = upgrade();
        tyrus.closes = true;

        container.upgrade();

        assertThat(tyrus.calls).containsExactly("open", "destroy");
        assertThat(container.listener).isNull();
    }

    @Test
    void anEndedConnectionLetsGoOfTyrus() throws Exception {
        TyrusHttpUpgradeHandler tyrus = upgrade();
        container.upgrade();

        container.listener.onAllDataRead();
        container.upgraded.destroy();
        container.listener.onError(new EOFException());
        container.upgraded.destroy();

        assertThat(tyrus.calls).containsExactly("open", "data", "all", "destroy");
    }

    /** A handler of another engine. */
    public static final class Other extends TyrusHttpUpgradeHandler {
    }

    @Test
    void anotherEnginesHandlerIsLeftAsItIs() throws Exception {
        Other other = new TyrusUpgrade(MapSettings.with()).upgrade(container.request(), Other.class);

        assertThat(container.upgraded).isSameAs(other);
        assertThat(log.records()).isEmpty();
    }
}
