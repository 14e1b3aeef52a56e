package io.wirescope.internal.cluster;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.delivery.Broker;
import io.wirescope.delivery.ChannelConfig;
import io.wirescope.delivery.MemoryBroker;
import io.wirescope.delivery.SessionRepository;
import io.wirescope.delivery.SessionStore;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.cluster.redis.RedisEngine;
import io.wirescope.internal.cluster.redis.RedisLog;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/** Puts the engine, or this server's memory, behind the seams of the delivery. Thread-safe. */
@Service
public class ClusterDelivery implements Eager {

    private static final Duration TICK = Duration.ofSeconds(1);

    /** What there is with an engine. */
    private record Shared(Engine engine, ClusterBroker broker, SharedSessions sessions, ClusterReport report, Future<?> ticks) {
    }

    private final MemoryBroker memory;
    private final SessionStore store;
    private final Clock clock;
    private final Duration grace;
    private final Optional<Shared> shared;

    /**
     * @param cluster  has the engine
     * @param settings have the bounds of channels
     * @param memory   has the channels of a server that is alone
     * @param store    has its sessions
     * @param registry has the connections
     * @param close    closes them
     * @param bus      gets events
     * @param clock    says how long the engine is away
     * @param ids      makes ids
     * @param threads  look after what came
     */
    @Inject
    public ClusterDelivery(Cluster cluster, Settings settings, MemoryBroker memory, SessionStore store,
            ConnectionRegistry registry, StaggeredClose close, ObservabilityEventBus bus, Clock clock, IdSource ids,
            Threads threads) {
        this.memory = memory;
        this.store = store;
        this.clock = clock;
        this.grace = cluster.config().grace();
        this.shared = cluster.engine().map(engine -> shared(engine, cluster.config(), ChannelConfig.from(settings),
                new ClusterReport(bus, cluster.config().nodeId()),
                new Isolation(cluster.config().isolatedCloseAfter(), clock, registry, close), ids, threads));
    }

    private Shared shared(Engine engine, ClusterConfig config, ChannelConfig channels, ClusterReport report,
            Isolation isolation, IdSource ids, Threads threads) {
        RedisLog log = new RedisLog((RedisEngine) engine, config, channels, ids);
        ClusterBroker broker = new ClusterBroker(log, channels, config.timeout(), threads, report);
        SharedSessions sessions = new SharedSessions(store, engine, log::sessionKey, config.nodeTtl(), threads);
        engine.watch(status -> {
            report.changed(status);
            if (status.isUp()) {
                broker.compareAll();
            }
        });
        report.changed(engine.status());
        Future<?> ticks = threads.every(TICK, () -> {
            report.publishMissed();
            isolation.check(engine.status());
        });
        return new Shared(engine, broker, sessions, report, ticks);
    }

    @Produces
    @Singleton
    Broker broker() {
        return shared.<Broker>map(Shared::broker).orElse(memory);
    }

    @Produces
    @Singleton
    SessionRepository sessions() {
        return shared.<SessionRepository>map(Shared::sessions).orElse(store);
    }

    /** {@return how the engine is, or empty where this server is alone} */
    public Optional<EngineStatus> status() {
        return shared.map(all -> all.engine().status());
    }

    /** {@return whether there is an engine, and it is away} */
    public boolean isAway() {
        return shared.isPresent() && !shared.get().engine().status().isUp();
    }

    /** {@return whether the engine is away for longer than this server may be without} */
    public boolean isAwayForLong() {
        return shared.isPresent() && ClusterReport.away(shared.get().engine().status(), clock).compareTo(grace) > 0;
    }

    /** {@return what the engine does for this server, or empty where it is alone} */
    public Optional<Engine> engine() {
        return shared.map(Shared::engine);
    }

    /** {@return what was missed, or empty where this server is alone} */
    public Optional<ClusterReport> report() {
        return shared.map(Shared::report);
    }

    /** {@return how many of the engine's channels this server follows} */
    public int mirrors() {
        return shared.map(all -> all.broker().mirrors()).orElse(0);
    }

    /** {@return what it holds of their histories, in bytes} */
    public long mirroredBytes() {
        return shared.map(all -> all.broker().historyBytes()).orElse(0L);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        shared.ifPresent(all -> {
            all.ticks().cancel(false);
            all.broker().stop();
            all.sessions().stop();
        });
    }
}
