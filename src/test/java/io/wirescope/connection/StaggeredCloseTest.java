package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.CountingIds;
import io.wirescope.event.EventType;
import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.config.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StaggeredCloseTest {

    private final TestGateway gateway = new TestGateway();
    private final StaggeredClose close = new StaggeredClose(gateway.threads(), gateway.ids());
    private final List<ScriptedTransport> transports = new ArrayList<>();

    private CompletableFuture<Void> closeAll(int connections) {
        IntStream.range(0, connections).forEach(i -> {
            ScriptedTransport transport = ScriptedTransport.prompt();
            transports.add(transport);
            gateway.connect(Peers.envelope("client-" + i), transport);
        });
        return close.close(gateway.registry().all(), CloseCode.RESTARTING, "Restarting", Duration.ofSeconds(10));
    }

    private long closed() {
        return transports.stream().filter(transport -> !transport.closes().isEmpty()).count();
    }

    private void runNext(int task) {
        gateway.scheduler().tasks().get(task).runNow();
    }

    @Test
    void fewConnectionsAreClosedOneAfterTheOtherTheLastAtTheEndOfTheWindow() {
        CompletableFuture<Void> done = closeAll(3);

        assertThat(closed()).isEqualTo(1);
        runNext(0);
        assertThat(closed()).isEqualTo(2);
        assertThat(done).isNotDone();
        runNext(1);
        assertThat(closed()).isEqualTo(3);
        assertThat(done).isCompleted();
        assertThat(gateway.scheduler().tasks()).extracting(ManualScheduler.Task::delay)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
        assertThat(transports).allSatisfy(transport -> assertThat(transport.closes())
                .containsExactly(new ScriptedTransport.Close(1012, "Restarting")));
    }

    @Test
    void oneThatAwaitsAnAnswerIsClosedOnceThatIsThere() {
        ScriptedTransport transport = ScriptedTransport.prompt();
        Connection busy = gateway.connect(Peers.envelope("busy"), transport);
        busy.callBegun();
        CompletableFuture<Void> done = close.close(gateway.registry().all(), CloseCode.RESTARTING, "Restarting",
                Duration.ofSeconds(10));

        runNext(0);
        assertThat(transport.closes()).isEmpty();
        assertThat(done).isNotDone();
        busy.callEnded();
        runNext(1);
        assertThat(transport.closes()).hasSize(1);
        assertThat(done).isCompleted();
    }

    @Test
    void oneThatAwaitsAnAnswerIsClosedWithoutItAtTheEndOfTheWindow() {
        ScriptedTransport transport = ScriptedTransport.prompt();
        gateway.connect(Peers.envelope("busy"), transport).callBegun();

        assertThat(close.close(gateway.registry().all(), CloseCode.RESTARTING, "Restarting", Duration.ZERO)).isCompleted();
        assertThat(transport.closes()).hasSize(1);
    }

    @Test
    void manyConnectionsGoInAHundredPortions() {
        CompletableFuture<Void> done = closeAll(1050);

        for (int portion = 1; portion < 100; portion++) {
            assertThat(closed()).isBetween(10L * portion, 11L * portion);
            runNext(portion - 1);
        }
        assertThat(closed()).isEqualTo(1050);
        assertThat(gateway.scheduler().tasks()).hasSize(99);
        assertThat(done).isCompleted();
    }

    @Test
    void whoHasLeftMeanwhileIsPassedOver() {
        closeAll(2);
        gateway.registry().all().forEach(connection -> connection.closed(1000, ""));

        runNext(0);

        assertThat(closed()).isEqualTo(1);
    }

    @Test
    void aCancelledCloseLeavesThoseWhoseTurnHasNotCome() {
        CompletableFuture<Void> done = closeAll(3);
        done.cancel(false);

        assertThat(gateway.scheduler().tasks().get(0).isCancelled()).isTrue();
        runNext(0);
        assertThat(closed()).isEqualTo(1);
        assertThat(gateway.scheduler().tasks()).hasSize(1);
    }

    @Test
    void withoutASchedulerAllAreClosedAtOnce() {
        gateway.scheduler().shutdown();

        assertThat(closeAll(5)).isCompleted();
        assertThat(closed()).isEqualTo(5);
    }

    @Test
    void anErrorOfTheSchedulerClosesTheOthersAtOnce() {
        StaggeredClose outOfThreads = new StaggeredClose(new Threads(Runnable::run, new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
                throw new NoClassDefFoundError("gone");
            }
        }), gateway.ids());
        for (int i = 0; i < 5; i++) {
            transports.add(ScriptedTransport.prompt());
            gateway.connect(Peers.envelope("client-" + i), transports.get(i));
        }

        assertThat(outOfThreads.close(gateway.registry().all(), CloseCode.RESTARTING, "Restarting",
                Duration.ofSeconds(10))).isCompleted();
        assertThat(closed()).isEqualTo(5);
    }

    @Test
    void oneThatCantBeClosedKeepsNobodyOpen() {
        gateway.scheduler().shutdown();
        gateway.connect(Peers.envelope("broken"), new UnclosableTransport());

        try (KeptRecords log = KeptRecords.of(StaggeredClose.class)) {
            assertThat(closeAll(5)).isCompleted();
            assertThat(log.messages()).hasSize(1);
        }
        assertThat(closed()).isEqualTo(5);
    }

    @Test
    void theOrderOfChanceIsThatOfTheIds() {
        CountingIds others = new CountingIds();
        others.newSpan();

        List<String> order = orderOfChance(new CountingIds());
        assertThat(order).hasSize(50).isEqualTo(orderOfChance(new CountingIds()));
        assertThat(orderOfChance(others)).hasSize(50).isNotEqualTo(order);
    }

    private static List<String> orderOfChance(CountingIds ids) {
        TestGateway full = new TestGateway();
        List<Connection> connections = IntStream.range(0, 50)
                .mapToObj(i -> full.connect(Peers.envelope("client-" + i), ScriptedTransport.prompt())).toList();
        full.scheduler().shutdown();
        new StaggeredClose(full.threads(), ids).close(connections, CloseCode.RESTARTING, "Restarting", Duration.ZERO);
        return full.events(EventType.WS_MESSAGE_OUT).stream()
                .filter(event -> event.data().toJson().getString("type").equals("connection_removed"))
                .map(event -> event.context().clientId()).toList();
    }

    @Test
    void nobodyIsNothingToDo() {
        assertThat(closeAll(0)).isCompleted();
    }
}
