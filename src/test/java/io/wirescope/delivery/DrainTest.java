package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.NoPlace;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {

    private final TestGateway gateway = new TestGateway("wirescope.drain.window", "PT0.05S");
    private final TestDelivery delivery = new TestDelivery(gateway);
    private final ScriptedTransport alice = ScriptedTransport.prompt();
    private final ScriptedTransport old = ScriptedTransport.prompt();

    private void connectBoth() {
        delivery.arrive(gateway.register(Peers.envelope("alice"), alice));
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
        assertThat(gateway.registry().refusal("next", "10.0.0.9")).contains(NoPlace.DRAINING);

        gateway.scheduler().tasks().get(0).runNow();
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(alice.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
        assertThat(old.closes()).extracting(ScriptedTransport.Close::code).containsExactly(1012);
    }

    @Test
    void aDrainThatHasBegunGoesOnAsItWasBegun() {
        connectBoth();
        Drain.State first = delivery.drain().begin(Duration.ofSeconds(30));

        assertThat(delivery.drain().begin(Duration.ZERO)).isSameAs(first);
        assertThat(alice.sent()).hasSize(1);
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
