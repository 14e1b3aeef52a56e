package io.wirescope.bench;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What a container would give, without one: the settings that ship, and threads. */
final class BenchEnvironment implements AutoCloseable {

    private static final String DEFAULTS = "/META-INF/microprofile-config.properties";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    Threads threads() {
        return new Threads(executor, scheduler);
    }

    static Settings settings(String... replaced) {
        Properties values = new Properties();
        try (InputStream in = BenchEnvironment.class.getResourceAsStream(DEFAULTS)) {
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < replaced.length; i += 2) {
            values.setProperty(replaced[i], replaced[i + 1]);
        }
        return new Settings((String key) -> Optional.ofNullable(values.getProperty(key)));
    }

    ObservabilityEventBus bus(int bufferSize) {
        return new ObservabilityEventBus(
                settings("wirescope.events.buffer-size", Integer.toString(bufferSize)),
                Clock.systemUTC(), IdSource.random(), threads());
    }

    @Override
    public void close() {
        executor.shutdownNow();
        scheduler.shutdownNow();
    }
}
