package io.wirescope.bench;

import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.InboundMessage;
import java.util.List;
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
 * What a query for 100 events costs, out of 500 and out of 1,000,000, beside other ways to keep them. The
 * request that is asked for has 100 of them, spread evenly; another has a single one, which newer events pushed out and
 * the bus alone still has, as one of the last of a rare type.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class EventQuerying {

    private static final int LIMIT = 100;
    private static final String WANTED = "request-0";
    private static final String RARE = "request-rare";
    private static final EventData DATA = new InboundMessage("ping", 187, "127.0.0.1", 1);

    /** Who keeps the events. */
    @Param({"wirescope", "synchronizedDeque", "arrayBlockingQueue"})
    public EventStore.Kind store;

    /** How many. */
    @Param({"500", "1000000"})
    public int events;

    private EventStore kept;

    @Setup(Level.Trial)
    public void fill() {
        kept = store.open(0, events);
        kept.publish("cache.rebuild", new EventContext(RARE, null, "bench", null, null), DATA);
        int requests = events / LIMIT;
        for (int i = 0; i < events; i++) {
            kept.publish(EventPublishing.TYPE,
                    new EventContext("request-" + i % requests, null, "bench", "connection", "ws.client"), DATA);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        kept.close();
    }

    @Benchmark
    public List<ObservabilityEvent> newest() {
        return kept.newest(LIMIT);
    }

    @Benchmark
    public List<ObservabilityEvent> newestOfARequest() {
        return kept.newestOf(WANTED, LIMIT);
    }

    @Benchmark
    public List<ObservabilityEvent> rareOfARequest() {
        return kept.newestOf(RARE, LIMIT);
    }
}
