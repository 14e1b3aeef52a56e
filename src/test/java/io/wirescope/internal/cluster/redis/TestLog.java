package io.wirescope.internal.cluster.redis;

import io.wirescope.delivery.ChannelConfig;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;

/** The log of channels over an engine of a test. */
final class TestLog {

    private TestLog() {
    }

    static RedisLog of(TestEngine test) {
        return new RedisLog(test.engine(), test.config(), ChannelConfig.from(MapSettings.with()), IdSource.random());
    }
}
