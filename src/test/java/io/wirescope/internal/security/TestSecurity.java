package io.wirescope.internal.security;

import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

/** Settings as they are without configuration, but for what a test says. */
final class TestSecurity {

    private static final String DEFAULTS = "/META-INF/microprofile-config.properties";

    private TestSecurity() {
    }

    static Settings settings(Map<String, String> own) {
        Properties all = new Properties();
        try (InputStream in = TestSecurity.class.getResourceAsStream(DEFAULTS)) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.putAll(own);
        return new Settings((String key) -> Optional.ofNullable(all.getProperty(key)));
    }

    static TokenVerifier verifier(Map<String, String> own) {
        return new TokenVerifier(settings(own), new Threads(ForkJoinPool.commonPool(),
                Executors.newSingleThreadScheduledExecutor()), Clock.systemUTC());
    }
}
