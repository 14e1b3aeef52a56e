package io.wirescope.monitoring;

import io.wirescope.connection.Protocol;
import io.wirescope.conversation.HandlingTimes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** The histogram of handling times, in microseconds. Thread-safe. */
@ApplicationScoped
public class MessageHandlingTimes implements HandlingTimes {

    /**
     * The name; its buckets are set under it in microprofile-config.properties. The unit stands in the name
     * and not in the metadata: Payara would call that {@code _seconds} and scale some of the values.
     */
    private static final String NAME = "wirescope.message.handling.microseconds";

    private final Map<Protocol, Histogram> byProtocol = new EnumMap<>(Protocol.class);

    /** For the container's proxy alone. */
    protected MessageHandlingTimes() {
    }

    /** @param metrics where the histograms are registered */
    @Inject
    public MessageHandlingTimes(MetricRegistry metrics) {
        Metadata metadata = Metadata.builder().withName(NAME).withUnit(MetricUnits.NONE)
                .withDescription("Microseconds from a message's arrival until its answer was queued").build();
        for (Protocol protocol : Protocol.values()) {
            byProtocol.put(protocol, metrics.histogram(metadata, new Tag("protocol", protocol.wireName())));
        }
    }

    @Override
    public void handled(Protocol protocol, long nanos) {
        byProtocol.get(protocol).update(TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
