package io.wirescope.internal.cluster.redis;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.cluster.ClusterConfig;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An engine as a server has it, with threads of its own. */
public final class TestEngine implements AutoCloseable {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Threads threads = new Threads(executor, scheduler);
    private final ClusterConfig config;
    private final RedisEngine engine;

    /**
     * Starts one.
     *
     * @param port     where Redis listens, or what stands before it
     * @param replaced settings that differ from the defaults: keys and values by turns
     */
    public TestEngine(int port, String... replaced) {
        this(settings(port, replaced));
    }

    private TestEngine(Settings settings) {
        config = ClusterConfig.from(settings, IdSource.random());
        engine = new RedisEngine(config, Clock.systemUTC(), IdSource.random(), threads);
        try {
            engine.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** {@return the settings of a server whose engine is there} */
    public static Settings settings(int port, String... replaced) {
        List<String> all = new ArrayList<>(List.of("wirescope.cluster.engine", "redis", "wirescope.cluster.redis.url",
                "redis://127.0.0.1:" + port));
        all.addAll(List.of(replaced));
        return MapSettings.with(all.toArray(String[]::new));
    }

    public RedisEngine engine() {
        return engine;
    }

    public ClusterConfig config() {
        return config;
    }

    public Threads threads() {
        return threads;
    }

    @Override
    public void close() {
        engine.stop();
        scheduler.shutdownNow();
        executor.shutdownNow();
    }
}
