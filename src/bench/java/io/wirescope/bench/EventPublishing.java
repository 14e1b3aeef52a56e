package io.wirescope.bench;

import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.InboundMessage;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What publishing costs, beside other ways to keep the last 500 events. All stamp, allocate, number and
 * count the same event. Run by {@link PublishReport}, which varies the threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class EventPublishing {

    /** How many events each keeps. */
    private static final int CAPACITY = 500;

    static final String TYPE = "ws.message.in";

    /** One publisher, with a connection and a request of its own, as in a server. */
    @State(Scope.Thread)
    public static class Publisher {

        private final EventContext context = new EventContext(UUID.randomUUID().toString(), null, "bench",
                UUID.randomUUID().toString(), "ws.client");
    }

    private static final EventData DATA = new InboundMessage("ping", 187, "127.0.0.1", 1);

    /** Who keeps the events. */
    @Param({"wirescope", "disruptor", "synchronizedDeque", "arrayBlockingQueue"})
    public EventStore.Kind store;

    /** How many subscribers read along; only Wirescope has any. */
    @Param("0")
    public int subscribers;

    /** Whether a thread beside the publishers asks for the newest 100 all the time. */
    @Param("false")
    public boolean reader;

    private EventStore events;
    private Thread reading;

    @Setup(Level.Trial)
    public void open() {
        events = store.open(subscribers, CAPACITY);
        if (reader) {
            reading = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    events.newest(100);
                }
            });
            reading.start();
        }
    }

    @TearDown(Level.Trial)
    public void close() throws InterruptedException {
        if (reading != null) {
            reading.interrupt();
            reading.join();
        }
        events.close();
    }

    @Benchmark
    public long publish(Publisher publisher) {
        return events.publish(TYPE, publisher.context, DATA);
    }
}
