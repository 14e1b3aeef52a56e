package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ManualScheduler;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Refusals go out as their client takes them, in order, and each once. */
class RefusalsTest {

    private static final int ROOM = 2;

    private final TestGateway gateway = new TestGateway("wirescope.outbox.max-messages", "5");
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Refusals refusals = new Refusals(() -> scheduler, ROOM);
    private final List<Integer> refused = new ArrayList<>();
    private final ScriptedTransport slow = ScriptedTransport.held();
    private final Connection connection = gateway.connect(Peers.envelope("flood"), slow);

    private void refuse(int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            refusals.add(connection, () -> {
                refused.add(number);
                connection.sendRaw("refusal " + number);
            });
        }
    }

    private void lookAgain() {
        scheduler.tasks().remove(0).runNow();
    }

    @Test
    void aClientThatReadsIsRefusedAtOnce() {
        refuse(0, ROOM);

        assertThat(refused).containsExactly(0, 1);
        assertThat(scheduler.tasks()).isEmpty();
    }

    @Test
    void whatTheClientHasNotTakenYetWaitsOutsideItsOutbox() {
        refuse(0, 100);
        assertThat(refused).hasSize(ROOM);
        assertThat(connection.queueDepth()).isEqualTo(ROOM);
        assertThat(scheduler.tasks()).hasSize(1);

        lookAgain();
        assertThat(refused).hasSize(ROOM);
        slow.complete();
        refuse(100, 101);
        assertThat(refused).as("in turn").hasSize(ROOM);
        while (!scheduler.tasks().isEmpty()) {
            lookAgain();
            assertThat(connection.queueDepth()).isLessThanOrEqualTo(ROOM);
            slow.complete();
        }

        assertThat(refused).hasSize(101).isSorted().doesNotHaveDuplicates();
        assertThat(slow.sent()).hasSize(101);
        assertThat(slow.closes()).isEmpty();
        refuse(101, 102);
        assertThat(refused).as("at once again").hasSize(102);
    }

    @Test
    void beyondWhatMayWaitTheOutboxDecides() {
        refuse(0, ROOM + Refusals.MAX_WAITING);
        assertThat(refused).hasSize(ROOM);
        assertThat(slow.closes()).isEmpty();

        refuse(0, 5);

        assertThat(slow.closes()).isNotEmpty();
        assertThat(slow.closes().get(0).code()).isEqualTo(4413);
    }

    @Test
    void manyThatFloodHaveABoundTogether() {
        List<Connection> flooding = new ArrayList<>();
        for (int i = 0; i * Refusals.MAX_WAITING < Refusals.MAX_WAITING_OF_ALL; i++) {
            flooding.add(gateway.connect(Peers.envelope("flood-" + i), ScriptedTransport.held()));
        }
        for (Connection one : flooding) {
            one.sendRaw("1");
            one.sendRaw("2");
            for (int i = 0; i < Refusals.MAX_WAITING; i++) {
                refusals.add(one, () -> refused.add(1));
            }
        }
        assertThat(refused).isEmpty();
        connection.sendRaw("1");
        connection.sendRaw("2");

        refuse(0, 1);
        assertThat(refused).containsExactly(0);

        flooding.get(0).abort(CloseCode.HEARTBEAT_TIMEOUT, "silent");
        lookAgain();
        refuse(1, 2);
        assertThat(refused).as("what the one had is free again").hasSize(1 + Refusals.MAX_WAITING);
    }

    @Test
    void whatWaitsForAClientThatHasLeftIsDone() {
        refuse(0, 100);
        connection.abort(CloseCode.HEARTBEAT_TIMEOUT, "silent");

        lookAgain();

        assertThat(refused).hasSize(100);
        assertThat(scheduler.tasks()).isEmpty();
    }

    @Test
    void whatWaitsWhenTheServerEndsIsDone() {
        scheduler.shutdown();

        refuse(0, 10);

        assertThat(refused).hasSize(10).doesNotHaveDuplicates();
    }
}
