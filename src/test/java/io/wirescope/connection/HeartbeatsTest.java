package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.internal.config.KeptRecords;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatsTest {

    private final TestGateway gateway = new TestGateway(
            "wirescope.heartbeat.interval", "PT10S", "wirescope.heartbeat.missed-intervals", "2.5");
    private final Heartbeats heartbeats = heartbeats(gateway);
    private final ScriptedTransport transport = ScriptedTransport.prompt();

    private static Heartbeats heartbeats(TestGateway gateway) {
        return new Heartbeats(gateway.registry(), gateway.clock(), gateway.threads());
    }

    @BeforeEach
    void start() {
        heartbeats.start(new Object());
    }

    private void roundAfter(double seconds) {
        rounds(gateway, heartbeats, seconds);
    }

    /** Lets that time go by, with all the rounds that are due in it and one at its end. */
    private static void rounds(TestGateway gateway, Heartbeats heartbeats, double seconds) {
        Duration left = Duration.ofMillis((long) (seconds * 1000));
        for (; left.compareTo(heartbeats.roundLength()) > 0; left = left.minus(heartbeats.roundLength())) {
            gateway.clock().advance(heartbeats.roundLength());
            heartbeats.round();
        }
        gateway.clock().advance(left);
        heartbeats.round();
    }

    @Test
    void pingsOnceAnIntervalSinceTheConnect() {
        gateway.connect(Peers.envelope("alice"), transport);

        heartbeats.round();
        roundAfter(9.999);
        assertThat(transport.sent()).isEmpty();
        roundAfter(0.001);
        assertThat(transport.sent()).hasSize(1);
        roundAfter(0);
        roundAfter(9.999);
        assertThat(transport.sent()).hasSize(1);
        roundAfter(0.001);
        assertThat(transport.sent()).hasSize(2);
    }

    @Test
    void anErrorOfOneConnectionKeepsTheOthersFromNothing() {
        gateway.connect(Peers.envelope("a"), new UnclosableTransport());
        gateway.connect(Peers.envelope("alice"), transport);
        gateway.connect(Peers.envelope("z"), new UnclosableTransport());

        try (KeptRecords log = KeptRecords.of(Heartbeats.class)) {
            roundAfter(25.001);
            assertThat(log.messages()).hasSize(2);
        }

        assertThat(transport.closes()).extracting(Close::code).containsExactly(4408);
    }

    @Test
    void aPingHasItsNumberAndTheConnectionsRequest() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        roundAfter(10);
        JsonObject first = transport.last();
        roundAfter(10);

        assertThat(first.getString("type")).isEqualTo("ping");
        assertThat(first.getString("request_id")).isEqualTo(Peers.REQUEST_ID);
        assertThat(first.getString("timestamp")).isEqualTo("2025-08-16T01:37:09.923393+00:00");
        assertThat(first.getJsonObject("payload").toString()).isEqualTo("{\"heartbeat_count\":1}");
        assertThat(transport.last().getJsonObject("payload").getInt("heartbeat_count")).isEqualTo(2);
        assertThat(connection.pingsSent()).isEqualTo(2);
        assertThat(connection.heartbeatCount()).as("the client's own").isZero();
    }

    @Test
    void aTurnThatWasMissedIsNotMadeUpFor() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        gateway.clock().advance(Duration.ofSeconds(24));
        roundAfter(0);
        assertThat(connection.pingsSent()).isEqualTo(1);
        connection.received(1);
        roundAfter(1);
        assertThat(connection.pingsSent()).isEqualTo(1);
        roundAfter(5);
        assertThat(connection.pingsSent()).as("the next turn is an interval's multiple since the connect").isEqualTo(2);
    }

    @Test
    void pingsAreSpreadAsTheConnectsWere() {
        ScriptedTransport later = ScriptedTransport.prompt();
        gateway.connect(Peers.envelope("alice"), transport);
        gateway.clock().advance(Duration.ofSeconds(4));
        gateway.connect(Peers.envelope("bob"), later);

        roundAfter(6);
        assertThat(transport.sent()).hasSize(1);
        assertThat(later.sent()).isEmpty();
        roundAfter(4);
        assertThat(transport.sent()).hasSize(1);
        assertThat(later.sent()).hasSize(1);
    }

    @Test
    void closesOneThatWasSilentTooLong() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        roundAfter(24.999); // what comes in is noted to the millisecond
        assertThat(transport.closes()).isEmpty();
        roundAfter(0.002);

        assertThat(transport.closes()).singleElement().extracting(Close::code).isEqualTo(4408);
        assertThat(gateway.registry().find(connection.connectionId())).isEmpty();
    }

    @Test
    void aClientThatSaysAnythingIsNotSilent() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        for (int i = 0; i < 10; i++) {
            roundAfter(20);
            connection.received(1);
        }

        assertThat(transport.closes()).isEmpty();
        roundAfter(25.001);
        assertThat(transport.closes()).hasSize(1);
    }

    private void assertClosedAfterSilence() {
        roundAfter(24.999);
        assertThat(transport.closes()).isEmpty();
        roundAfter(0.002);

        assertThat(transport.closes()).singleElement().extracting(Close::code).isEqualTo(4408);
    }

    @Test
    void nobodyIsClosedForTheTimeThatTheMachineSlept() {
        gateway.connect(Peers.envelope("alice"), transport);
        roundAfter(20);

        gateway.clock().advance(Duration.ofDays(3));
        roundAfter(0);

        assertClosedAfterSilence();
    }

    @Test
    void aClockThatIsSetBackStopsNoPings() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);
        roundAfter(20);
        gateway.clock().advance(Duration.ofHours(-1));
        roundAfter(0);
        int pings = connection.pingsSent();

        roundAfter(10);

        assertThat(connection.pingsSent()).isEqualTo(pings + 1);
    }

    @Test
    void aClockThatIsSetBackHidesNoSilence() {
        gateway.connect(Peers.envelope("alice"), transport);
        roundAfter(20);
        gateway.clock().advance(Duration.ofHours(-1));
        roundAfter(0);

        assertClosedAfterSilence();
    }

    @Test
    void whoIsHeardAfterAClockWasSetBackIsNotSilent() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);
        roundAfter(20);
        gateway.clock().advance(Duration.ofHours(-1));

        roundAfter(20);
        connection.received(1);
        roundAfter(24);

        assertThat(transport.closes()).isEmpty();
    }

    @Test
    void whatIsSentToItDoesNotMakeAClientHeard() {
        Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        roundAfter(20);
        connection.sendRaw("are you there?");
        roundAfter(5.001);

        assertThat(transport.closes()).hasSize(1);
    }

    @Test
    void aRawClientGetsAFrameThatItsApplicationNeverSees() {
        Connection connection = gateway.connect(Peers.raw("bob"), transport);

        for (int i = 0; i < 20; i++) {
            roundAfter(10);
            connection.alive();
        }

        assertThat(transport.pings()).isEqualTo(20);
        assertThat(transport.sent()).isEmpty();
        assertThat(transport.closes()).isEmpty();
        assertThat(connection.traffic()).isEqualTo(new TrafficCount(0, 0, 0, 0));
    }

    @Test
    void closesARawClientThatAnswersNothing() {
        Connection connection = gateway.connect(Peers.raw("bob"), transport);

        roundAfter(10);
        connection.alive();

        assertClosedAfterSilence();
        assertThat(gateway.registry().find(connection.connectionId())).isEmpty();
    }

    @Test
    void aRawClientThatCannotBeReachedIsClosedAtOnce() {
        Connection connection = gateway.connect(Peers.raw("bob"), transport);
        transport.breakOff();

        roundAfter(10);

        assertThat(connection.hasEnded()).isTrue();
        assertThat(transport.closes()).hasSize(1);
    }

    @Test
    void aRawClientThatIsJustSentSomethingNeedsNoPing() {
        ScriptedTransport held = ScriptedTransport.held();
        Connection connection = gateway.connect(Peers.raw("bob"), held);
        connection.sendRaw("one");
        connection.sendRaw("two");

        roundAfter(10);
        assertThat(held.pings()).isZero();
        held.complete();
        held.complete();
        roundAfter(10);

        assertThat(held.sent()).containsExactly("one", "two");
        assertThat(held.pings()).isEqualTo(1);
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromTheirs() {
        AtomicInteger failures = new AtomicInteger();
        for (String client : List.of("a", "b")) {
            gateway.connect(Peers.envelope(client), transport).whenEnded(() -> {
                failures.incrementAndGet();
                throw new IllegalStateException("no end");
            });
        }

        roundAfter(26);

        assertThat(failures).hasValue(2);
    }

    @Test
    void closesTheSilentThoughTheServersThreadsHaveEnded() {
        TestGateway down = new TestGateway(task -> {
            throw new IllegalStateException("no threads");
        }, "wirescope.heartbeat.interval", "PT10S");
        down.connect(Peers.envelope("a"), transport);
        down.connect(Peers.envelope("b"), transport);
        Heartbeats started = heartbeats(down);
        started.start(new Object());

        rounds(down, started, 26);

        assertThat(transport.closes()).hasSize(2);
    }

    @Test
    void aPingFrameThatNobodySendsIsLeftOut() {
        TestGateway busy = new TestGateway(task -> {
            throw new RejectedExecutionException("busy");
        }, "wirescope.heartbeat.interval", "PT10S");
        Connection connection = busy.connect(Peers.raw("bob"), transport);
        Heartbeats started = heartbeats(busy);
        started.start(new Object());
        KeptRecords log = KeptRecords.of(Heartbeats.class);
        rounds(busy, started, 10);
        log.close();

        assertThat(log.records()).isEmpty();
        assertThat(connection.hasEnded()).isFalse();
        assertThat(transport.pings()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PT25S,1000", "PT10S,400", "PT0.1S,10"})
    void roundsAreMadeWhileTheApplicationRuns(String interval, long millis) {
        TestGateway other = new TestGateway("wirescope.heartbeat.interval", interval);
        Heartbeats started = heartbeats(other);
        assertThat(started.lastRound()).isNull();

        started.start(new Object());

        assertThat(started.lastRound()).isEqualTo(other.clock().instant());
        assertThat(started.roundLength()).isEqualTo(Duration.ofMillis(millis));
        ManualScheduler.Task task = other.scheduler().tasks().get(0);
        assertThat(task.period()).isEqualTo(Duration.ofMillis(millis));
        other.clock().advance(Duration.ofSeconds(1));
        task.runNow();
        assertThat(started.lastRound()).isEqualTo(other.clock().instant());
        started.stop();
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void mayBeStoppedWithoutAStart() {
        Heartbeats unstarted = heartbeats(gateway);

        unstarted.stop();

        assertThat(unstarted.lastRound()).isNull();
    }
}
