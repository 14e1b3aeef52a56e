package io.wirescope.internal.cluster;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.cluster.redis.RedisEngine;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/** Connects this server to the engine that it shares with others, where one is configured. Thread-safe. */
@Service
public class Cluster implements Eager {

    /** After all others that stop: they may have something to tell. */
    private static final int LAST = 5000;

    private final ClusterConfig config;
    private final Optional<Engine> engine;
    private final Runnable stop;

    /**
     * @param settings has the settings below {@code wirescope.cluster.}
     * @param clock    says since when the engine is as it is
     * @param ids      makes ids
     * @param threads  work for the engine
     * @param node     has this server's id
     */
    @Inject
    public Cluster(Settings settings, Clock clock, IdSource ids, Threads threads, NodeIdentity node) {
        config = ClusterConfig.from(settings, ids).of(node);
        if (config.isOn()) {
            RedisEngine redis = new RedisEngine(config, clock, ids, threads);
            redis.start();
            engine = Optional.of(redis);
            stop = redis::stop;
        } else {
            engine = Optional.empty();
            stop = () -> { };
        }
    }

    /** {@return the settings} */
    public ClusterConfig config() {
        return config;
    }

    /** {@return what is shared with other servers, or empty where this server is alone} */
    public Optional<Engine> engine() {
        return engine;
    }

    void stop(@Observes @Priority(LAST) ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        stop.run();
    }
}
