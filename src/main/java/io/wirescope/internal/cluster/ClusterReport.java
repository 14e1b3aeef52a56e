package io.wirescope.internal.cluster;

import io.wirescope.delivery.StreamPosition;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reports what happens between this server and the engine, as events, and counts it. Thread-safe.
 *
 * <p>What was missed in many channels at once is one event: a channel each would push all others out of the buffer.
 */
public final class ClusterReport implements ClusterWatch {

    private static final Logger LOG = Logger.getLogger(ClusterReport.class.getName());
    private static final EventContext CONTEXT = EventContext.of("cluster");
    private static final double MILLI = 1_000_000;

    private final ObservabilityEventBus bus;
    private final String nodeId;
    private final AtomicReference<EngineStatus> last = new AtomicReference<>();
    private final LongAdder catchUps = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder restarts = new LongAdder();

    // Since the last event.
    private final AtomicLong channels = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong gapChannels = new AtomicLong();
    private final AtomicReference<String> gapChannel = new AtomicReference<>();

    /**
     * @param bus    where events go
     * @param nodeId names this server
     */
    public ClusterReport(ObservabilityEventBus bus, String nodeId) {
        this.bus = bus;
        this.nodeId = nodeId;
    }

    /** Takes a change of the engine. For one thread at a time. */
    public void changed(EngineStatus status) {
        EngineStatus before = last.getAndSet(status);
        boolean wasUp = before != null && before.isUp();
        if (status.isUp() && !wasUp) {
            LOG.log(Level.INFO, "Cluster engine up process={0}", status.process());
            publish("cluster.engine.up", JsonFormat.object().add("process", status.process()));
        } else if (!status.isUp() && (before == null || wasUp)) {
            LOG.log(Level.WARNING, "Cluster engine down reason={0}", status.reason());
            publish("cluster.engine.down", JsonFormat.object().add("reason", String.valueOf(status.reason())));
        }
        if (before != null && before.process() != null && status.process() != null
                && !before.process().equals(status.process())) {
            restarts.increment();
            LOG.log(Level.WARNING, "Cluster engine is another process process={0} before={1}",
                    new Object[] {status.process(), before.process()});
            publish("cluster.engine.restarted", JsonFormat.object().add("process", status.process())
                    .add("before", before.process()));
        }
    }

    @Override
    public void caughtUp(String channel, int count, long nanos) {
        catchUps.increment();
        channels.incrementAndGet();
        messages.addAndGet(count);
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    @Override
    public void gap(String channel, StreamPosition from, StreamPosition to) {
        gaps.increment();
        gapChannels.incrementAndGet();
        gapChannel.compareAndSet(null, channel);
    }

    /** Publishes what was missed since the last time. */
    public void publishMissed() {
        long count = channels.getAndSet(0);
        if (count > 0) {
            publish("cluster.catchup", JsonFormat.object().add("channels", count).add("messages", messages.getAndSet(0))
                    .add("longest_ms", longestNanos.getAndSet(0) / MILLI));
        }
        long missing = gapChannels.getAndSet(0);
        String example = gapChannel.getAndSet(null);
        if (missing > 0) {
            publish("cluster.gap", JsonFormat.object().add("channels", missing).add("channel", String.valueOf(example)));
        }
    }

    private void publish(String type, JsonObjectBuilder data) {
        bus.publish(type, CONTEXT, data.add("node", nodeId).build());
    }

    /** {@return how long the engine has been away, or zero while it is there} */
    public static Duration away(EngineStatus status, Clock clock) {
        return status.isUp() ? Duration.ZERO : Duration.between(status.since(), clock.instant());
    }

    /** {@return how often messages were read that had not come} */
    public long catchUps() {
        return catchUps.sum();
    }

    /** {@return how often messages were missing for good} */
    public long gaps() {
        return gaps.sum();
    }

    /** {@return how often another process of the engine answered than before} */
    public long restarts() {
        return restarts.sum();
    }
}
