package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.Transport;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.KeptRecords;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FastPathsTest {

    private final KeptRecords log = KeptRecords.of(FastPaths.class);
    private final Transport ordinary = ScriptedTransport.prompt();
    private final Transport fast = ScriptedTransport.prompt();
    private final Session session = (Session) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                throw new AssertionError(method);
            });

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void isChosenAtTheFirstSessionAndLoggedOnce() {
        AtomicInteger looks = new AtomicInteger();
        FastPaths paths = new FastPaths(MapSettings.with(), type -> {
            looks.incrementAndGet();
            return (session, ordinary) -> Optional.of(fast);
        });
        assertThat(log.records()).isEmpty();

        assertThat(paths.transport(session, ordinary)).isSameAs(fast);
        assertThat(paths.transport(session, ordinary)).isSameAs(fast);
        assertThat(looks).hasValue(1);
        assertThat(log.records()).singleElement().satisfies(record -> assertThat(record.getLevel()).isEqualTo(Level.INFO));
    }

    @Test
    void anotherEngineGoesTheOrdinaryWayInSilence() {
        assertThat(new FastPaths(MapSettings.with()).transport(session, ordinary)).isSameAs(ordinary);
        assertThat(log.records()).isEmpty();
    }

    @Test
    void aSessionThatCanNotBeFasterGoesTheOrdinaryWayAndTheNextIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        FastPaths paths = new FastPaths(MapSettings.with(), type -> (session, ordinary) ->
                asked.incrementAndGet() == 1 ? Optional.empty() : Optional.of(fast));

        assertThat(paths.transport(session, ordinary)).isSameAs(ordinary);
        assertThat(paths.transport(session, ordinary)).isSameAs(fast);
    }

    @Test
    void anEngineWithoutTheFieldGoesTheOrdinaryWayAndIsLoggedOnce() {
        FastPaths paths = new FastPaths(MapSettings.with(), type -> {
            throw new NoSuchFieldException("writer");
        });
        assertGivesUp(paths, NoSuchFieldException.class);
    }

    @Test
    void anEngineWithoutTheClassGoesTheOrdinaryWayAndIsLoggedOnce() {
        FastPaths paths = new FastPaths(MapSettings.with(), type -> {
            throw new NoClassDefFoundError("org/glassfish/tyrus/spi/Writer");
        });
        assertGivesUp(paths, NoClassDefFoundError.class);
    }

    @Test
    void anEngineThatHoldsSomethingElseThereGoesTheOrdinaryWayAndIsLoggedOnce() {
        FastPaths paths = new FastPaths(MapSettings.with(), type -> (session, ordinary) -> {
            throw new ClassCastException("no writer");
        });
        assertGivesUp(paths, ClassCastException.class);
    }

    private void assertGivesUp(FastPaths paths, Class<?> cause) {
        assertThat(paths.transport(session, ordinary)).isSameAs(ordinary);
        assertThat(paths.transport(session, ordinary)).isSameAs(ordinary);
        assertThat(log.records()).filteredOn(record -> record.getLevel() == Level.WARNING).singleElement()
                .satisfies(record -> assertThat(record.getThrown()).isInstanceOf(cause));
    }

    @Test
    void switchedOffItLooksAtNothing() {
        FastPaths paths = new FastPaths(MapSettings.with("wirescope.socket.fast-path", "false"), type -> {
            throw new AssertionError("looked");
        });

        assertThat(paths.transport(session, ordinary)).isSameAs(ordinary);
        assertThat(log.records()).isEmpty();
    }
}
