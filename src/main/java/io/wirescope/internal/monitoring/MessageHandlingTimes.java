package io.wirescope.internal.monitoring;

import io.wirescope.connection.Protocol;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.conversation.HandlingTimes;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long messages took, from their arrival until their answer was queued; {@link Metrics} shows it. Thread-safe.
 *
 * <p>Counted here and not by a histogram of MicroProfile Metrics: Payara 6 fills the finite buckets of one from a
 * sample of 1028 values, while {@code +Inf} counts all, so no rate of its buckets is right.
 */
@Service
public class MessageHandlingTimes implements HandlingTimes {

    private final Map<Protocol, LatencyBuckets> byProtocol = new EnumMap<>(Protocol.class);

    /** Nothing was handled yet. */
    public MessageHandlingTimes() {
        for (Protocol protocol : Protocol.values()) {
            byProtocol.put(protocol, new LatencyBuckets());
        }
    }

    @Override
    public void handled(Protocol protocol, long nanos) {
        byProtocol.get(protocol).add(nanos);
    }

    /**
     * {@return how many messages took no longer than each of {@link LatencyBuckets#BOUNDS}, and last all}
     *
     * @param protocol how the messages came
     */
    public long[] cumulative(Protocol protocol) {
        return byProtocol.get(protocol).cumulative();
    }

    /**
     * {@return how many microseconds all messages took together}
     *
     * @param protocol how the messages came
     */
    public long micros(Protocol protocol) {
        return byProtocol.get(protocol).micros();
    }
}
