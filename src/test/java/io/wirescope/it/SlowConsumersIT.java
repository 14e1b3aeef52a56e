package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tenth of the clients stop reading: they are closed, and the others do not notice. */
@Tag("load")
class SlowConsumersIT {

    private static final int READING = 450;
    private static final int STALLED = 50;
    /** Not so many that two cores can't keep up: then messages wait for a lane, whoever reads. */
    private static final int PER_SECOND = 25;
    private static final int ROUND = 750;
    private static final String FILLING = "x".repeat(8_000);

    /** A machine that is busy with something else takes turns of this length now and then. */
    private static final long SCHEDULING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Far less than what would wait for those who do not read, were it not bounded: 300 MB. */
    private static final long HEAP_MARGIN = 96 << 20;

    private static final String TOO_SLOW = "wirescope_connections_closed_by_server_total{code=\"4413\"}";

    private final List<Reader> readers = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong arrived = new AtomicLong();

    /** Reads all that comes, and notes how long it was on its way. */
    private final class Reader implements Runnable, AutoCloseable {

        private final RawFrames frames;
        private final long[] nanos = new long[2 * ROUND];
        private int next;

        Reader(RawFrames frames) {
            this.frames = frames;
        }

        @Override
        public void run() {
            try {
                while (next < nanos.length) {
                    String text = frames.text();
                    if (text.contains("\"type\":\"tick\"")) {
                        take(text);
                    }
                }
            } catch (IOException e) {
                failures.add("after " + next + ": " + e);
            }
        }

        private void take(String text) {
            if (Messages.number(text, "\"n\":") != next) {
                failures.add("at " + next + ": " + text.substring(0, 200));
            }
            nanos[next++] = System.nanoTime() - Messages.number(text, "\"at\":");
            arrived.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            frames.close();
        }
    }

    @Test
    void theyAreClosedAndTheOthersDoNotNotice() throws Exception {
        List<RawFrames> stalled = new ArrayList<>();
        // those who read answer no heartbeat
        try (ServerProcess server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", ServerProcess.OPTIMIZED,
                "WIRESCOPE_HEARTBEAT_MISSED_INTERVALS", "100"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            connectReaders(server);
            publish(api, 0);
            long heap = server.heapAfterGc();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(RawHandshake.upgrade(server.address(), "/ws/client?client_id=stalled-" + i)
                        .receiveBuffer(4096).open());
            }
            publish(api, ROUND);

            long without = p99(0);
            long with = p99(ROUND);
            System.out.printf("SlowConsumersIT: p99 of %d readers %.1f ms, with %d more that do not read %.1f ms%n", READING,
                    without / 1e6, STALLED, with / 1e6);
            assertThat(failures).isEmpty();
            assertThat(with).isLessThan(Math.max(without + without / 2, without + SCHEDULING_NANOS));
            Api.await(() -> Scrape.of(server.address()).value(TOO_SLOW), closed -> closed == STALLED);
            assertThat(api.stats().getJsonObject("websockets").getInt("active_connections")).isEqualTo(READING);
            assertThat(server.heapAfterGc()).as("heap, %s before", heap).isLessThan(heap + HEAP_MARGIN);
        } finally {
            for (RawFrames each : stalled) {
                each.close();
            }
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }

    private void connectReaders(ServerProcess server) throws IOException {
        for (int i = 0; i < READING; i++) {
            Reader reader = new Reader(RawHandshake.upgrade(server.address(), "/ws/client?client_id=r" + i).open());
            readers.add(reader);
            Thread thread = new Thread(reader, "reader-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Publishes at a steady rate, and waits until all who read have it all. */
    private void publish(Api api, int from) throws Exception {
        Api.await(() -> api.stats().getJsonObject("websockets").getInt("active_connections"), all -> all >= READING);
        long start = System.nanoTime();
        for (int n = from; n < from + ROUND; n++) {
            long due = start + (n - from) * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            assertThat(api.send("POST", "/api/v2/channels/broadcast/messages", "{\"type\":\"tick\",\"payload\":{\"n\":"
                    + n + ",\"at\":" + System.nanoTime() + ",\"filling\":\"" + FILLING + "\"}}").status()).isEqualTo(200);
        }
        Api.await(Duration.ofSeconds(20), arrived::get,
                all -> all == (long) READING * (from + ROUND) || !failures.isEmpty());
    }

    /** {@return the 99th percentile of a round's second half: in the first the server gets warm, or they stall} */
    private long p99(int from) {
        long[] sorted = readers.stream().flatMapToLong(reader -> LongStream.of(
                Arrays.copyOfRange(reader.nanos, from + ROUND / 2, from + ROUND))).sorted().toArray();
        return sorted[sorted.length * 99 / 100];
    }
}
