package io.wirescope.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.cluster.RedisConfig.Address;
import io.wirescope.internal.config.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {

    private static ClusterConfig read(String... replaced) {
        List<String> all = new ArrayList<>(List.of("wirescope.cluster.engine", "redis"));
        all.addAll(List.of(replaced));
        return ClusterConfig.from(MapSettings.with(all.toArray(String[]::new)), IdSource.random());
    }

    private static ClusterConfig of(String url) {
        return read("wirescope.cluster.redis.url", url);
    }

    @Test
    void byDefaultAServerIsAlone() {
        ClusterConfig config = ClusterConfig.from(MapSettings.with(), IdSource.random());
        assertThat(config.isOn()).isFalse();
        assertThat(config.redis()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"redis://cache, cache, 6379, false", "rediss://cache:6380, cache, 6380, true",
        "redis://[::1]:7000/, ::1, 7000, false"})
    void anAddressIsRead(String url, String host, int port, boolean tls) {
        assertThat(of(url).redis().addresses()).containsExactly(new Address(host, port));
        assertThat(of(url).redis().isTls()).isEqualTo(tls);
    }

    @ParameterizedTest
    @CsvSource({"http://cache", "cache:6379", "redis://", "redis://cache:99999", "redis://cache/1", "'redis://a b'",
        "redis://cache?db=1"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> of(url)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.cluster.redis.url=").hasMessageContaining("redis://HOST[:PORT]");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotShown() {
        assertThatThrownBy(() -> of("redis://user:secret@cache")).isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("secret");
        assertThat(read("wirescope.cluster.redis.url", "redis://cache", "wirescope.cluster.redis.password", "secret").toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"wirescope.cluster.engine, hazelcast, 'must be one of memory, redis'",
        "wirescope.cluster.redis.mode, cluster, 'must be one of single, sentinel'",
        "wirescope.cluster.redis.mode, sentinel, wirescope.cluster.redis.master=: must be set",
        "wirescope.cluster.redis.url, 'redis://a,redis://b', must be one address",
        "wirescope.cluster.redis.url, 'redis://a,rediss://b', must be all redis:// or all rediss://",
        "wirescope.cluster.redis.password-file, /nowhere, must be a readable file",
        "wirescope.cluster.prefix, 'a:b', must be 1 to 32 letters",
        "wirescope.cluster.node-id, 'a b', must be 1 to 64 letters",
        "wirescope.cluster.beat, PT10S, must be at most half of wirescope.cluster.node-ttl",
        "wirescope.cluster.channel-ttl, PT1M, must be at least twice wirescope.sessions.ttl"})
    void whatCannotBeUsedIsNamedWithItsRule(String key, String value, String rule) {
        assertThatThrownBy(() -> read("wirescope.cluster.redis.url", "redis://cache", key, value))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining(rule);
    }

    @Test
    void aNodeHasAnIdOfItsOwn() {
        assertThat(of("redis://cache").nodeId()).matches("[A-Za-z0-9._-]{6,64}").isNotEqualTo(of("redis://cache").nodeId());
    }
}
