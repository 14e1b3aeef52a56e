package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.internal.cluster.SharedSessions;
import io.wirescope.internal.cluster.redis.RedisServer;
import io.wirescope.internal.cluster.redis.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of two servers. */
class SharedSessionsTest {

    private static final SessionRecord SESSION = new SessionRecord("secret-token", "alice",
            List.of(new ChannelPosition("news", new StreamPosition("e1", 7))));

    private final TestGateway gateway = new TestGateway("wirescope.sessions.ttl", "PT1S");
    private RedisServer redis;
    private TestEngine test;
    private SharedSessions first;
    private SharedSessions second;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
        test = new TestEngine(redis.port());
        first = server();
        second = server();
    }

    private SharedSessions server() {
        return new SharedSessions(new SessionStore(gateway.settings(), gateway.clock(), gateway.threads()), test.engine(),
                hash -> "ws1:sess:" + hash, Duration.ofSeconds(1), test.threads());
    }

    @AfterEach
    void end() throws IOException {
        first.stop();
        second.stop();
        test.close();
        redis.close();
    }

    private Object command(String... words) {
        return BrokerContract.get(test.engine().command(words));
    }

    @Test
    void aSessionIsFoundOnTheOtherServerByItsClientOnly() {
        BrokerContract.get(first.save(SESSION));

        assertThat(BrokerContract.get(second.find("secret-token", "alice"))).contains(SESSION);
        assertThat(BrokerContract.get(second.find("secret-token", "bob"))).isEmpty();
        assertThat(BrokerContract.get(second.find("another", "alice"))).isEmpty();
    }

    @Test
    void theEngineHasNoToken() {
        BrokerContract.get(first.save(SESSION));

        List<?> keys = (List<?>) command("KEYS", "*sess*");
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0) + " " + command("GET", (String) keys.get(0))).doesNotContain("secret-token");
    }

    @Test
    void aSessionLivesAsLongAsItsConnectionAndThenForItsTime() {
        BrokerContract.get(first.save(SESSION));
        String key = (String) ((List<?>) command("KEYS", "*sess*")).get(0);
        command("DEL", key);
        Awaiting.until(() -> BrokerContract.get(second.find("secret-token", "alice")).isPresent()); // written again

        BrokerContract.get(first.ended(SESSION));
        Awaiting.until(() -> BrokerContract.get(second.find("secret-token", "alice")).isEmpty());
        assertThat(command("KEYS", "*sess*")).isEqualTo(List.of());
    }

    @Test
    void whatIsNoSessionIsNone() {
        BrokerContract.get(first.save(SESSION));
        String key = (String) ((List<?>) command("KEYS", "*sess*")).get(0);
        command("SET", key, "rubbish");

        assertThat(BrokerContract.get(second.find("secret-token", "alice"))).isEmpty();
    }
}
