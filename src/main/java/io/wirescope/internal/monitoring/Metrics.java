package io.wirescope.internal.monitoring;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.AdmissionRefusal;
import io.wirescope.connection.CloseCode;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.delivery.ClientPublisher;
import io.wirescope.delivery.Lanes;
import io.wirescope.delivery.MemoryBroker;
import io.wirescope.delivery.SessionStore;
import io.wirescope.event.EventType;
import io.wirescope.event.EventTypeCount;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.conversation.ChannelRequests;
import io.wirescope.internal.http.IdempotentCalls;
import io.wirescope.internal.http.PendingBodies;
import io.wirescope.internal.legacy.LegacyPolicy;
import io.wirescope.internal.legacy.LegacyUsage;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The gateway's metrics (MicroProfile Metrics 5.1).
 *
 * <p>The components count for themselves, which costs them little; once a second the totals go into the
 * platform's counters, which so lag by up to a second. Gauges are read when they are asked for. Labels
 * have a fixed set of values: types of events that are not the server's own count as {@code other}.
 */
@Service
public class Metrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Metrics.class.getName()));

    private static final String OTHER = "other";
    private static final Set<String> KNOWN_TYPES =
            EventType.KNOWN.stream().map(EventType::name).collect(Collectors.toUnmodifiableSet());

    private final SampledMetrics metrics;
    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final LegacyUsage legacy;
    private final LegacyPolicy policy;
    private final MemoryBroker broker;
    private final Lanes lanes;
    private final SessionStore sessions;
    private final ClientPublisher publisher;
    private final ChannelRequests channelRequests;
    private final IdempotentCalls calls;
    private final PendingBodies bodies;
    private final MessageHandlingTimes times;

    /** As of the last sampling, for the counters of all types. */
    private volatile List<EventTypeCount> countsByType = List.of();

    /**
     * @param metrics  where the metrics are registered
     * @param bus      counts events
     * @param registry counts connections and traffic
     * @param legacy   counts legacy use
     * @param policy   knows the sunset
     * @param broker   knows the channels
     * @param lanes    know what waits to be delivered
     * @param sessions knows the sessions
     * @param publisher       counts what clients publish
     * @param channelRequests counts publications that were refused
     * @param calls    counts calls with an idempotency key
     * @param bodies   are arriving
     * @param times    counts how long messages took
     * @param threads  samples
     */
    @Inject
    public Metrics(MetricRegistry metrics, ObservabilityEventBus bus, ConnectionRegistry registry,
            LegacyUsage legacy, LegacyPolicy policy, MemoryBroker broker, Lanes lanes, SessionStore sessions,
            ClientPublisher publisher, ChannelRequests channelRequests, IdempotentCalls calls, PendingBodies bodies,
            MessageHandlingTimes times, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.bus = bus;
        this.registry = registry;
        this.legacy = legacy;
        this.policy = policy;
        this.broker = broker;
        this.lanes = lanes;
        this.sessions = sessions;
        this.publisher = publisher;
        this.channelRequests = channelRequests;
        this.calls = calls;
        this.bodies = bodies;
        this.times = times;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        registerEvents();
        registerConnections();
        registerEnds();
        registerLegacy();
        registerTraffic();
        registerHandling();
        registerDelivery();
        registerBodies();
        metrics.start();
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }

    private void registerEvents() {
        metrics.add(() -> countsByType = bus.countsByType()); // before the counters that read it
        for (String type : KNOWN_TYPES) {
            registerType(type);
        }
        registerType(OTHER);
        metrics.gauge("wirescope.events.buffered", "Events in the buffer", bus::bufferedCount);
        metrics.gauge("wirescope.events.buffer.limit", "Limit of the events in the buffer", bus::bufferCapacity);
        metrics.gauge("wirescope.events.buffered.size", "Approximate memory of the events in the buffer and the"
                + " reserves, in bytes", bus::bufferedBytes);
        metrics.gauge("wirescope.events.buffered.size.limit", "Limit of that memory, in bytes", bus::bufferBytesLimit);
        metrics.gauge("wirescope.events.subscribers", "Open subscriptions", bus::subscriberCount);
    }

    private void registerType(String type) {
        Tag tag = new Tag("type", type);
        metrics.counter("wirescope.events.published", "Events published",
                () -> ofType(type, EventTypeCount::published), tag);
        metrics.counter("wirescope.events.evicted", "Events evicted from the buffer by newer ones",
                () -> ofType(type, EventTypeCount::evicted), tag);
    }

    private long ofType(String type, ToLongFunction<EventTypeCount> value) {
        return countsByType.stream()
                .filter(count -> type.equals(KNOWN_TYPES.contains(count.type()) ? count.type() : OTHER))
                .mapToLong(value).sum();
    }

    private void registerConnections() {
        for (Role role : Role.values()) {
            for (Protocol protocol : Protocol.values()) {
                metrics.gauge("wirescope.connections", "Open connections", () -> registry.count(role, protocol),
                        new Tag("role", role.wireName()), new Tag("protocol", protocol.wireName()));
            }
        }
        metrics.gauge("wirescope.connections.limit", "Limit of open connections",
                () -> registry.config().maxConnections());
        metrics.gauge("wirescope.draining", "1 while the server drains and refuses new connections, else 0",
                () -> registry.isDraining() ? 1 : 0);
        metrics.counter("wirescope.connections.opened", "Connections opened",
                registry.statistics()::opened);
        metrics.counter("wirescope.connections.closed", "Connections closed",
                registry.statistics()::ended);
    }

    private void registerEnds() {
        for (AdmissionRefusal reason : AdmissionRefusal.values()) {
            metrics.counter("wirescope.connections.refused", "Handshakes refused",
                    () -> registry.admission().refusals(reason),
                    new Tag("reason", reason.name().toLowerCase(Locale.ROOT)));
        }
        for (CloseCode code : CloseCode.values()) {
            metrics.counter("wirescope.connections.closed.by.server", "Connections closed by the server",
                    () -> registry.statistics().closedWith(code), new Tag("code", Integer.toString(code.code())));
        }
    }

    private void registerDelivery() {
        metrics.gauge("wirescope.channels", "Channels", broker::channels);
        metrics.gauge("wirescope.channels.history.bytes", "UTF-8 bytes in the histories of all channels",
                broker::historyBytes);
        metrics.gauge("wirescope.lanes.depth", "Messages of channels that wait for the threads that deliver them, each as"
                + " often as it has lanes", lanes::depth);
        metrics.counter("wirescope.lanes.messages", "Messages of channels that were delivered, each as often as it has lanes",
                lanes::rounds);
        metrics.counter("wirescope.lanes.wait.microseconds",
                "Total time that these have waited before, in microseconds", lanes::waitedMicros);
        metrics.gauge("wirescope.sessions", "Sessions of open connections, and those that a client may resume",
                sessions::size);
        metrics.counter("wirescope.broadcasts", "Messages sent to channels",
                registry.statistics()::broadcasts);
        String publications = "Messages that clients asked to publish to channels";
        metrics.counter("wirescope.publications", publications, publisher::published,
                new Tag("outcome", "published"));
        metrics.counter("wirescope.publications", publications, channelRequests::refusedPublishes,
                new Tag("outcome", "refused"));
        metrics.gauge("wirescope.idempotency.keys", "Idempotency keys whose results are kept", calls::keys);
        metrics.gauge("wirescope.idempotency.bytes", "About how many bytes of memory these take", calls::bytes);
        metrics.counter("wirescope.idempotency.repeats", "Calls that got the result of an earlier one with their key",
                calls::repeats);
    }

    private void registerBodies() {
        metrics.gauge("wirescope.http.pending.bodies", "Request bodies that are arriving", bodies::count);
        metrics.gauge("wirescope.http.pending.bodies.limit", "How many that may be", bodies::limit);
    }

    private void registerLegacy() {
        for (String endpoint : List.of(AddressPattern.ORIGINAL, AddressPattern.LEGACY)) {
            metrics.counter("wirescope.legacy", "Uses of deprecated addresses and messages",
                    () -> legacy.connects(endpoint), new Tag("use", "connect"), new Tag("endpoint", endpoint));
        }
        metrics.counter("wirescope.legacy", "Uses of deprecated addresses and messages",
                legacy::messages, new Tag("use", "message"), new Tag("endpoint", AddressPattern.CLIENT));
        metrics.gauge("wirescope.legacy.sunset.seconds", "Sunset of the legacy addresses, in seconds since 1970;"
                + " 0 when none is set", () -> policy.config().sunset().map(Instant::getEpochSecond).orElse(0L));
    }

    private void registerTraffic() {
        Tag in = new Tag("direction", "in");
        Tag out = new Tag("direction", "out");
        String messages = "WebSocket messages";
        metrics.counter("wirescope.messages", messages, () -> registry.statistics().traffic().messagesIn(), in);
        metrics.counter("wirescope.messages", messages, () -> registry.statistics().traffic().messagesOut(), out);
        String bytes = "UTF-8 bytes of WebSocket messages, without framing";
        metrics.counter("wirescope.message", bytes, MetricUnits.BYTES,
                () -> registry.statistics().traffic().bytesIn(), in);
        metrics.counter("wirescope.message", bytes, MetricUnits.BYTES,
                () -> registry.statistics().traffic().bytesOut(), out);
    }

    // The unit is in the name and not in the metadata, as servers write other units in their own ways.
    private void registerHandling() {
        for (Protocol protocol : Protocol.values()) {
            Tag tag = new Tag("protocol", protocol.wireName());
            metrics.counter("wirescope.message.handling.microseconds",
                    "Total time from receipt of a message to queueing its response, in microseconds",
                    () -> times.micros(protocol), tag);
            metrics.buckets("wirescope.message.handling.bucket",
                    "Messages whose response was queued within le microseconds", LatencyBuckets.BOUNDS,
                    () -> times.cumulative(protocol), tag);
        }
    }
}
