package io.wirescope.internal.security;

import io.wirescope.connection.TestGateway;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/** What judges tokens, with settings as they are without configuration, but for what a test says. */
final class TestSecurity {

    private TestSecurity() {
    }

    static Settings settings(Map<String, String> own) {
        return MapSettings.with(flat(own));
    }

    static TokenVerifier verifier(Map<String, String> own) {
        TestGateway gateway = new TestGateway(flat(own));
        return new TokenVerifier(gateway.settings(), new Threads(ForkJoinPool.commonPool(), gateway.scheduler()),
                new SecurityAudit(gateway.bus(), gateway.threads()), Clock.systemUTC());
    }

    private static String[] flat(Map<String, String> own) {
        return own.entrySet().stream().flatMap(each -> Stream.of(each.getKey(), each.getValue())).toArray(String[]::new);
    }
}
