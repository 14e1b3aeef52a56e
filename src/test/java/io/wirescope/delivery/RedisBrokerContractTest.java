package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.IdSource;
import io.wirescope.internal.cluster.ClusterBroker;
import io.wirescope.internal.cluster.ClusterWatch;
import io.wirescope.internal.cluster.EngineStatus;
import io.wirescope.internal.cluster.redis.RedisLog;
import io.wirescope.internal.cluster.redis.RedisServer;
import io.wirescope.internal.cluster.redis.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The broker over a Redis of its own. */
class RedisBrokerContractTest extends BrokerContract {

    private static final ClusterWatch WATCH = new ClusterWatch() {
        @Override
        public void caughtUp(String channel, int messages, long nanos) {
            assertThat(messages).isPositive();
        }

        @Override
        public void gap(String channel, StreamPosition from, StreamPosition to) {
            assertThat(to).isNotEqualTo(from);
        }
    };

    private final List<TestEngine> engines = new ArrayList<>();
    private final List<ClusterBroker> brokers = new ArrayList<>();
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.start();
    }

    @AfterEach
    void endRedis() throws IOException {
        brokers.forEach(ClusterBroker::stop);
        engines.forEach(TestEngine::close);
        redis.close();
    }

    @Override
    Broker make(TestGateway with) {
        TestEngine test = new TestEngine(redis.port(), "wirescope.cluster.timeout", "PT20S");
        engines.add(test);
        ChannelConfig channels = ChannelConfig.from(with.settings());
        RedisLog log = new RedisLog(test.engine(), test.config(), channels, IdSource.random());
        ClusterBroker broker = new ClusterBroker(log, channels, test.config().timeout(), test.threads(), WATCH);
        test.engine().watch(status -> {
            if (status.isUp()) {
                broker.compareAll();
            }
        });
        brokers.add(broker);
        return broker;
    }

    @Override
    void restart(String channel) {
        EngineStatus before = engines.get(0).engine().status();
        try {
            redis.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaiting.until(() -> {
            EngineStatus now = engines.get(0).engine().status();
            return now.isUp() && now.connected() > before.connected() && !now.process().equals(before.process());
        });
    }

    @Override
    int load() {
        return 300;
    }
}
