package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.wirescope.connection.AdmissionRefusal;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.connection.TestGateway;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {

    private TestGateway gateway;
    private TestDelivery delivery;
    private final ScriptedTransport alice = ScriptedTransport.prompt();
    private final ScriptedTransport old = ScriptedTransport.prompt();

    private final ScriptedTransport bob = ScriptedTransport.prompt();

    DrainTest() {
        configure("wirescope.drain.window", "PT0.05S");
    }

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        delivery = new TestDelivery(gateway);
    }

    private void connectBoth() {
        delivery.start(gateway.register(Peers.envelope("alice"), alice));
        gateway.connect(Peers.raw("old"), old);
    }

    @Test
    void allAreToldAndClosedOverTheWindowAndNobodyComesIn() {
        connectBoth();
        Drain.State state = delivery.drain().begin(Duration.ofSeconds(30));

        assertThat(state).isEqualTo(new Drain.State(2, 1, Duration.ofSeconds(30)));
        assertThat(alice.last().getString("type")).isEqualTo("server.draining");
        assertThat(alice.last().getJsonObject("payload").getInt("window_ms")).isEqualTo(30_000);
        assertThat(old.sent()).isEmpty();
        assertThat(gateway.registry().all()).hasSize(1);
        assertThat(gateway.scheduler().tasks().get(0).delay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(gateway.registry().admission().refusal("next", "10.0.0.9")).contains(AdmissionRefusal.DRAINING);

        gateway.scheduler().tasks().get(0).runNow();
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(alice.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
        assertThat(old.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
    }

    @Test
    void aDrainThatHasBegunIsNotMadeLonger() {
        connectBoth();
        Drain.State first = delivery.drain().begin(Duration.ofSeconds(30));

        assertThat(delivery.drain().begin(Duration.ofSeconds(31))).isSameAs(first);
        assertThat(alice.sent()).hasSize(1);
        assertThat(gateway.scheduler().tasks()).hasSize(1);
    }

    @Test
    void whoCouldNotBeNotifiedIsClosedAllTheSame() {
        connectBoth();
        Drain drain = new Drain(gateway.settings(), gateway.registry(),
                new Announcements(delivery.hub(), gateway.clock(), gateway.ids()) {
                    @Override
                    int toAll(String type, JsonObject payload) {
                        throw new NoClassDefFoundError("thrown by the test");
                    }
                }, new StaggeredClose(gateway.threads(), gateway.ids()));

        assertTimeoutPreemptively(Duration.ofSeconds(30), drain::awaitDrained);
        assertThat(gateway.registry().all()).isEmpty();
    }

    @Test
    void theShorterWindowCountsAndWhoHasATurnGetsAnEarlierOne() {
        connectBoth();
        delivery.start(gateway.register(Peers.envelope("bob"), bob));
        delivery.drain().begin(Duration.ofMinutes(10));
        assertThat(gateway.registry().all()).hasSize(2);

        assertThat(delivery.drain().begin(Duration.ofSeconds(2)))
                .isEqualTo(new Drain.State(3, 2, Duration.ofSeconds(2)));
        assertThat(gateway.scheduler().tasks().get(0).isCancelled()).isTrue();
        assertThat(gateway.scheduler().tasks().get(1).delay()).isEqualTo(Duration.ofSeconds(2));
        gateway.scheduler().tasks().get(0).runNow(); // it was due already
        assertThat(gateway.registry().all()).hasSize(1);
        gateway.scheduler().tasks().get(1).runNow();
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(alice.messages()).extracting(message -> message.getString("type"))
                .containsExactly("server.draining");
    }

    @Test
    void theEndOfTheApplicationDoesNotWaitForALongDrain() {
        connectBoth();
        delivery.drain().begin(Duration.ofMinutes(10));

        assertTimeoutPreemptively(Duration.ofSeconds(30), delivery.drain()::awaitDrained);
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(alice.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
        assertThat(old.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
    }

    @Test
    void theEndOfTheApplicationDoesNotMakeAShortDrainLongerNorLeaveItToTheContainersTimers() {
        configure("wirescope.drain.window", "PT10M");
        connectBoth();
        delivery.drain().begin(Duration.ofMillis(50));
        gateway.scheduler().shutdown();

        assertTimeoutPreemptively(Duration.ofSeconds(30), delivery.drain()::awaitDrained);
        assertThat(gateway.registry().all()).isEmpty();
    }

    @Test
    void whoWasClosedJustNowIsStillToldWhenTheApplicationEnds() {
        connectBoth();
        delivery.drain().begin(Duration.ZERO);
        gateway.scheduler().tasks().get(0).runNow();
        long closed = System.nanoTime();
        delivery.drain().awaitDrained();

        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThan(Duration.ofMillis(800));
    }

    @Test
    void atTheEndOfTheApplicationAllAreClosedWithoutTheContainersThreads() {
        connectBoth();
        gateway.scheduler().shutdown();
        delivery.drain().awaitDrained();

        assertThat(gateway.registry().all()).isEmpty();
        assertThat(alice.last().getString("type")).isEqualTo("server.draining");
        assertThat(alice.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
    }

    @Test
    void anEmptyServerEndsAtOnce() {
        delivery.drain().awaitDrained();

        assertThat(gateway.registry().isDraining()).isTrue();
    }
}
