package io.wirescope.bench;

import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.internal.event.InboundMessage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What publishing costs, beside other ways to keep the last events, or with subscribers beside without. All stamp,
 * allocate, number and count the same event. Run by {@link PublishReport}, which varies the threads.
 *
 * <p>The contestants take turns, an iteration each, in one JVM. For what a cache line costs from one processor to
 * the other varies tenfold on a virtual machine, from second to second, as its host moves it: contestants that run
 * minutes apart are not comparable, while two that run one after the other mostly met the same machine.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
public class EventPublishing {

    static final String TYPE = "ws.message.in";

    /** One publisher, with a connection and a request of its own, as in a server. */
    @State(Scope.Thread)
    public static class Publisher {

        private final EventContext context = new EventContext(UUID.randomUUID().toString(), null, "bench",
                UUID.randomUUID().toString(), "ws.client");
    }

    private static final EventData DATA = new InboundMessage("ping", 187, "127.0.0.1", 1);

    /** Who takes turns. */
    @Param
    public Contest contest;

    /** How many events each keeps. */
    @Param({"500", "1000000"})
    public int capacity;

    /** What a thread beside the publishers asks for all the time. */
    @Param
    public Reader reader;

    private List<EventStore> contestants;
    private Thread reading;
    private int turn;

    /** Whose turn it is. */
    private volatile EventStore current;

    /** The same, for the publishers: set while they rest. */
    private EventStore events;

    /** Opens all, and has them grow old: in a server that runs for long, a buffer is in the old generation. */
    @Setup(Level.Trial)
    public void open() {
        contestants = contest.open(capacity);
        System.gc();
        current = contestants.get(0);
        if (reader != Reader.none) {
            reading = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    reader.query(current);
                }
            });
            reading.start();
        }
    }

    /** Gives the next contestant its turn. */
    @Setup(Level.Iteration)
    public void next() {
        events = contestants.get(turn++ % contestants.size());
        current = events;
    }

    @TearDown(Level.Trial)
    public void close() throws InterruptedException {
        if (reading != null) {
            reading.interrupt();
            reading.join();
        }
        contestants.forEach(EventStore::close);
    }

    @Benchmark
    public long publish(Publisher publisher) {
        return events.publish(TYPE, publisher.context, DATA);
    }
}
