package io.wirescope.delivery;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.time.Clock;

/** Channels and sessions without a server, for benchmarks. */
public final class BenchDelivery {

    private final Subscriptions subscriptions;
    private final ClientPublisher publisher;

    /**
     * @param settings have the bounds
     * @param bus      feeds the channels of events
     * @param registry counts broadcasts
     * @param clock    stamps messages
     * @param ids      makes tokens and epochs
     * @param threads  sweep sessions
     */
    public BenchDelivery(Settings settings, ObservabilityEventBus bus, ConnectionRegistry registry, Clock clock,
            IdSource ids, Threads threads) {
        MemoryBroker broker = new MemoryBroker(settings, clock, ids);
        Lanes lanes = new Lanes(1, 1000, null);
        Hub hub = new Hub(settings, broker, broker, lanes, clock);
        subscriptions = new Subscriptions(settings, hub, lanes, new SessionStore(settings, clock, threads),
                new EventChannels(bus, hub), ids);
        publisher = new ClientPublisher(settings, hub, registry);
    }

    /** {@return who is in which channel} */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** {@return what sends clients' messages} */
    public ClientPublisher publisher() {
        return publisher;
    }
}
