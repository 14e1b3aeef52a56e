package io.wirescope.internal.rest.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.MemoryHistory;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.stream.EventStreamConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** One export over a connection that takes what the test says; turns are taken when the test says so. */
class EventExportTest {

    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            MapSettings.with("wirescope.events.buffer-size", "5000"), new SettableClock(), IdSource.random(),
            new Threads(task -> { }, null));
    private final EventStreamConnection connection = new EventStreamConnection();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<EventExport> ended = new ArrayList<>();

    private EventExport begin(int events) throws Exception {
        for (int n = 0; n < events; n++) {
            bus.publish("test.event", EventContext.of("test"), JsonFormat.object().add("n", n).add("pad", "x".repeat(200))
                    .build());
        }
        ExportRequest wanted = ExportRequest.read(new QueryParameters(Map.of()), bus.lastSequence());
        EventExport export = new EventExport(connection.async(), new ExportLines(new MemoryHistory(bus), wanted), false,
                turns::add, turns::add, ended::add);
        export.start();
        return export;
    }

    private void takeTurns() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
        }
    }

    @Test
    void aReaderThatTakesAllGetsAll() throws Exception {
        begin(3000);
        takeTurns();

        assertThat(connection.completions()).isEqualTo(1);
        assertThat(connection.text().lines()).hasSize(3000);
        assertThat(ended).hasSize(1);
    }

    @Test
    void whileTheReaderTakesNothingThereIsNoTurnAndOneChunk() throws Exception {
        connection.takeOnly(1);
        EventExport export = begin(3000);
        takeTurns();

        assertThat(turns).isEmpty();
        assertThat(connection.completions()).isZero();
        assertThat(export.isStalled(Duration.ZERO)).isTrue();
        assertThat(export.isStalled(Duration.ofHours(1))).isFalse();

        connection.takeMore();
        takeTurns();
        assertThat(connection.text().lines()).hasSize(3000);
    }

    @Test
    void aReaderThatBreaksOffEndsIt() throws Exception {
        connection.breakOff();
        begin(10);
        takeTurns();

        assertThat(ended).hasSize(1);
        assertThat(connection.completions()).isEqualTo(1);
    }

    @Test
    void oneThatIsEndedWritesNothingMore() throws Exception {
        EventExport export = begin(10);
        export.end();
        export.end();
        takeTurns();

        assertThat(connection.text()).isEmpty();
        assertThat(ended).hasSize(1);
    }

    @Test
    void withoutAThreadItEnds() throws Exception {
        ExportRequest wanted = ExportRequest.read(new QueryParameters(Map.of()), 1);
        new EventExport(connection.async(), new ExportLines(new MemoryHistory(bus), wanted), false, task -> {
            throw new RejectedExecutionException();
        }, turns::add, ended::add).start();

        assertThat(ended).hasSize(1);
        assertThat(connection.completions()).isEqualTo(1);
    }
}
