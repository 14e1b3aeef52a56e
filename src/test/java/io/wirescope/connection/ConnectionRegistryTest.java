package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.envelope.Envelope;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionRegistryTest {

    private final TestGateway gateway = new TestGateway("wirescope.connections.max", "3");
    private final ConnectionRegistry registry = gateway.registry();
    private final ScriptedTransport transport = ScriptedTransport.prompt();

    @Test
    void takesConnectionsUpToItsLimit() {
        for (int i = 0; i < 3; i++) {
            assertThat(registry.admission().isFull()).isFalse();
            gateway.register(Peers.raw("bob"), transport);
        }

        assertThat(registry.admission().isFull()).isTrue();
        assertThat(registry.register(Peers.raw("bob"), transport)).isEmpty();
        assertThat(registry.all()).hasSize(3);
        assertThat(registry.statistics().opened()).isEqualTo(3);
    }

    @Test
    void oneForWhomThereIsNoPlaceIsClosedAndCounted() {
        TestGateway narrow = new TestGateway("wirescope.connections.max", "1");
        narrow.register(Peers.raw("alice"), ScriptedTransport.prompt());

        assertThat(narrow.registry().register(Peers.raw("bob"), transport)).isEmpty();

        assertThat(transport.closes()).containsExactly(new Close(4500, "Registration failed: connection limit reached"));
        assertThat(narrow.registry().statistics().closedWith(CloseCode.REGISTRATION_FAILED)).isEqualTo(1);
        assertThat(narrow.registry().admission().refusals(AdmissionRefusal.SERVER_LIMIT)).isEqualTo(1);
        assertThat(narrow.registry().all()).hasSize(1);
        assertThat(narrow.registry().statistics().ended()).isZero();
        assertThat(narrow.registry().admission().isFull()).isTrue();
        assertThat(narrow.data(EventType.WS_MESSAGE_OUT)).extracting(data -> data.getString("type"))
                .containsExactly("connection_attempt", "connection_added", "connection_attempt");
    }

    @Test
    void oneOfWhomNothingIsKnownIsClosedOnAnotherThreadAndCounted() {
        List<Runnable> closes = new ArrayList<>();
        TestGateway busy = new TestGateway(closes::add);

        busy.registry().reject(transport);
        assertThat(transport.closes()).isEmpty();
        closes.get(0).run();

        assertThat(transport.closes()).containsExactly(new Close(4500, "Registration failed"));
        assertThat(busy.registry().statistics().closedWith(CloseCode.REGISTRATION_FAILED)).isEqualTo(1);
    }

    @Test
    void hasAPlaceForEveryConnectionThatEnds() {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(gateway.register(Peers.raw("bob"), transport));
        }

        all.get(0).closed(1000, "");
        all.get(0).closed(1000, "");

        assertThat(registry.register(Peers.raw("bob"), transport)).isPresent();
        assertThat(registry.register(Peers.raw("bob"), transport)).isEmpty();
    }

    @Test
    void keepsSeveralConnectionsOfOneClient() {
        Connection first = gateway.register(Peers.envelope("alice"), transport);
        Connection second = gateway.register(Peers.envelope("alice"), transport);

        assertThat(first.connectionId()).isNotEqualTo(second.connectionId());
        assertThat(registry.all()).containsExactlyInAnyOrder(first, second);
        first.closed(1000, "");
        assertThat(registry.all()).containsExactly(second);
        assertThat(registry.find(second.connectionId())).contains(second);
        assertThat(registry.find(first.connectionId())).isEmpty();
        assertThat(registry.find("alice")).isEmpty();
    }

    @Test
    void nobodyElseAddsOrRemovesConnections() {
        gateway.register(Peers.raw("bob"), transport);

        assertThatThrownBy(() -> registry.all().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void takesNoMoreWhenItDrainsAndKeepsThoseThatAreThere() {
        Connection there = gateway.connect(Peers.raw("bob"), transport);
        assertThat(registry.isDraining()).isFalse();

        registry.drain();

        assertThat(registry.isDraining()).isTrue();
        assertThat(registry.register(Peers.raw("bob"), transport)).isEmpty();
        assertThat(transport.closes()).containsExactly(new Close(1012, ConnectionRegistry.DRAIN_REASON));
        assertThat(registry.all()).containsExactly(there);
        assertThat(there.sendRaw("still here")).isTrue();
        assertThat(registry.admission().isFull()).as("draining took no place").isFalse();
    }

    @Test
    void oneThatComesInWhileADrainBeginsIsGreetedAndClosed() {
        AtomicReference<ConnectionRegistry> draining = new AtomicReference<>();
        Settings settings = gateway.settings();
        ObservabilityEventBus bus = new ObservabilityEventBus(settings, new ClockThatActsOnTheSecondLook(
                () -> draining.get().drain()), gateway.ids(), new Threads(pump -> { }, gateway.scheduler()));
        draining.set(new ConnectionRegistry(settings, bus, gateway.clock(), gateway.ids(), gateway.threads()));

        Connection connection = draining.get().register(Peers.envelope("alice"), transport).orElseThrow();
        connection.start(new Envelope("hello", "2025-08-16T01:36:59Z", null, null, JsonValue.EMPTY_JSON_OBJECT, null));

        assertThat(transport.messages()).extracting(sent -> sent.getString("type")).containsExactly("hello");
        assertThat(transport.closes()).containsExactly(new Close(1012, ConnectionRegistry.DRAIN_REASON));
        assertThat(draining.get().all()).isEmpty();
    }

    /** The bus looks at it for the event of the attempt first, then for that of the connection in the registry. */
    private static final class ClockThatActsOnTheSecondLook extends SettableClock {

        private final Runnable action;
        private int looks;

        ClockThatActsOnTheSecondLook(Runnable action) {
            this.action = action;
        }

        @Override
        public Instant instant() {
            looks++;
            if (looks == 2) {
                action.run();
            }
            return super.instant();
        }
    }

    @Test
    void countsByRoleAndProtocol() {
        gateway.register(Peers.envelope("a"), transport);
        gateway.register(Peers.withRole("b", Role.ADMIN), transport);
        gateway.register(Peers.raw("c"), transport);

        assertThat(registry.count(Role.FRONTEND, Protocol.ENVELOPE)).isEqualTo(1);
        assertThat(registry.count(Role.ADMIN, Protocol.ENVELOPE)).isEqualTo(1);
        assertThat(registry.count(Role.FRONTEND, Protocol.RAW)).isEqualTo(1);
        assertThat(registry.count(Role.TEST, Protocol.ENVELOPE)).isZero();
        assertThat(registry.stats().connectionsByRole())
                .isEqualTo(Map.of(Role.FRONTEND, 2, Role.ADMIN, 1, Role.TEST, 0));
        assertThat(registry.stats().connectionsByProtocol())
                .isEqualTo(Map.of(Protocol.ENVELOPE, 2, Protocol.RAW, 1));
    }

    @Test
    void tellsHowItFares() {
        assertThat(registry.stats().averageUptime()).isEqualTo(Duration.ZERO);
        gateway.connect(Peers.raw("a"), transport).sendRaw("1234");
        gateway.clock().advance(Duration.ofSeconds(10));
        Connection second = gateway.connect(Peers.raw("b"), transport);
        gateway.register(Peers.raw("c"), transport).closed(1000, "");
        second.received(7);
        registry.statistics().broadcastSent();
        gateway.clock().advance(Duration.ofSeconds(4));

        assertThat(registry.stats()).satisfies(stats -> {
            assertThat(stats.activeConnections()).isEqualTo(2);
            assertThat(stats.totalConnections()).isEqualTo(3);
            assertThat(stats.totalDisconnections()).isEqualTo(1);
            assertThat(stats.broadcasts()).isEqualTo(1);
            assertThat(stats.averageUptime()).isEqualTo(Duration.ofSeconds(9));
            assertThat(stats.traffic()).isEqualTo(new TrafficCount(1, 7, 1, 4));
        });
    }

    @Test
    void publishesEveryComingAndGoing() {
        Connection connection = gateway.register(Peers.traced("alice"), transport);
        connection.closed(1006, "lost");

        List<ObservabilityEvent> events = gateway.events(EventType.WS_MESSAGE_OUT);
        assertThat(events).extracting(event -> event.data().toJson().getString("type"))
                .containsExactly("connection_attempt", "connection_added", "connection_removed");
        assertThat(events).extracting(ObservabilityEvent::context).containsOnly(connection.context());
        assertThat(connection.context().connectionId()).isEqualTo(connection.connectionId());
        assertThat(connection.context().clientId()).isEqualTo("alice");
        assertThat(events.get(2).data().toJson().getInt("close_code")).isEqualTo(1006);
        assertThat(events.get(2).data().toJson().getString("close_reason")).isEqualTo("lost");
    }

    @Test
    void publishesTheAttemptOfOneThatItDoesNotTake() {
        registry.drain();
        registry.register(Peers.raw("bob"), transport);

        assertThat(gateway.data(EventType.WS_MESSAGE_OUT)).extracting(data -> data.getString("type"))
                .containsExactly("connection_attempt");
        assertThat(registry.statistics().opened()).isZero();
    }

    @Test
    void oneThatIsTurnedAwayIsToldWhyAndNeverListed() {
        Connection connection = registry.reject(Peers.envelope("alice"), transport);

        connection.start(new Envelope("error", "2025-08-16T01:36:59Z", null, null, JsonValue.EMPTY_JSON_OBJECT, null));
        connection.close(CloseCode.INVALID_ROLE, "Invalid role king");

        assertThat(transport.messages()).extracting(sent -> sent.getString("type")).containsExactly("error");
        assertThat(transport.closes()).containsExactly(new Close(4401, "Invalid role king"));
        assertThat(registry.all()).isEmpty();
        assertThat(registry.statistics().opened()).isZero();
        assertThat(registry.statistics().ended()).isZero();
        assertThat(gateway.data(EventType.WS_MESSAGE_OUT)).extracting(data -> data.getString("type"))
                .containsExactly("connection_attempt", "error");
    }

    @Test
    @Timeout(30)
    void isNeverOverItsLimitThoughThreadsRegisterTogether() throws Exception {
        TestGateway wide = new TestGateway("wirescope.connections.max", "50");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Callable<Long> registering = () -> {
            long taken = 0;
            for (int i = 0; i < 500; i++) {
                Optional<Connection> connection = wide.registry().register(Peers.raw("bob"), transport);
                taken += connection.isPresent() ? 1 : 0;
                if (i % 2 == 0) {
                    connection.ifPresent(one -> one.closed(1000, ""));
                }
                if (wide.registry().all().size() > 50 + 4) { // an ended one may be listed for a moment
                    throw new AssertionError("over the limit");
                }
            }
            return taken;
        };
        long taken = 0;
        for (Future<Long> future : threads.invokeAll(List.of(registering, registering, registering, registering))) {
            taken += future.get(20, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(wide.registry().all()).hasSize(50);
        assertThat(wide.registry().admission().isFull()).isTrue();
        assertThat(wide.registry().statistics().opened()).isEqualTo(taken);
        assertThat(wide.registry().statistics().ended()).isEqualTo(taken - 50);
    }

    @ParameterizedTest
    @CsvSource({"wirescope.connections.max,0", "wirescope.connections.retry-after,PT0S",
        "wirescope.outbox.max-messages,0", "wirescope.outbox.max-bytes,1023",
        "wirescope.heartbeat.interval,PT0.099S", "wirescope.heartbeat.missed-intervals,1.4",
        "wirescope.heartbeat.missed-intervals,NaN", "wirescope.heartbeat.missed-intervals,often"})
    void doesNotStartWithAWrongSetting(String key, String value) {
        assertThatThrownBy(() -> new TestGateway(key, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key + "=" + value);
    }

    @Test
    void hasTheLimitsThatTheContractAnnounces() {
        ConnectionConfig config = new TestGateway().registry().config();

        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(25_000));
        assertThat(config.silence()).isEqualTo(Duration.ofMillis(62_500));
    }
}
