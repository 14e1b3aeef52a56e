package io.wirescope.internal.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.internal.cluster.EngineErrorException;
import io.wirescope.internal.cluster.EngineStatus;
import io.wirescope.internal.cluster.Script;
import io.wirescope.internal.config.InvalidSettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisEngineTest {

    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
    }

    @AfterEach
    void end() throws IOException {
        redis.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void commandsAreAnsweredInTheirOrder() {
        try (TestEngine test = new TestEngine(redis.port())) {
            List<CompletionStage<Object>> sent = IntStream.range(0, 5000)
                    .mapToObj(i -> test.engine().command("INCR", "n")).toList();
            for (int i = 0; i < sent.size(); i++) {
                assertThat(get(sent.get(i))).isEqualTo(i + 1L);
            }
            assertThat(get(test.engine().command("GET", "n"))).isEqualTo("5000");
            assertThat(get(test.engine().command("GET", "none"))).isNull();
            assertThatThrownBy(() -> get(test.engine().command("LPOP", "n"))).hasCauseInstanceOf(EngineErrorException.class)
                    .hasMessageContaining("WRONGTYPE");
        }
    }

    @Test
    void scriptsRunAlsoAfterARestart() throws IOException {
        String text = "return ARGV[1] .. KEYS[1]";
        Script known = Script.of(text);
        try (TestEngine test = new TestEngine(redis.port())) {
            assertThat(get(test.engine().script(known, List.of("k"), "a"))).isEqualTo("ak");
            String before = test.engine().status().process();
            redis.restart();
            await(() -> test.engine().status().isUp() && !before.equals(test.engine().status().process()));
            assertThat(get(test.engine().script(known, List.of("k"), "b"))).isEqualTo("bk");
        }
    }


    @Test
    void aListenerHearsAgainAfterARestart() throws IOException {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (TestEngine test = new TestEngine(redis.port())) {
            get(test.engine().listen("c", heard::add));
            assertThat(get(test.engine().command("PUBLISH", "c", "one"))).isEqualTo(1L);
            await(() -> heard.contains("one"));
            EngineStatus before = test.engine().status();
            redis.restart();
            await(() -> test.engine().status().isUp() && test.engine().status().connected() > before.connected()
                    && !before.process().equals(test.engine().status().process()));
            get(test.engine().command("PUBLISH", "c", "two"));
            await(() -> heard.contains("two"));
        }
        assertThat(heard).containsExactly("one", "two");
    }

    @Test
    void whileItHangsCommandsFailInTimeAndAfterwardsGoOn() throws IOException {
        try (TestEngine test = new TestEngine(redis.port(), "wirescope.cluster.timeout", "PT0.3S")) {
            await(() -> test.engine().status().isUp());
            redis.freeze();
            assertThatThrownBy(() -> get(test.engine().command("PING"))).hasCauseInstanceOf(BrokerUnavailableException.class);
            await(() -> !test.engine().status().isUp());
            redis.thaw();
            await(() -> test.engine().status().isUp());
            assertThat(get(test.engine().command("PING"))).isEqualTo("PONG");
        }
    }

    @Test
    void aWrongPasswordStopsTheStart() throws IOException {
        try (RedisServer locked = RedisServer.start("--requirepass", "secret")) {
            assertThatThrownBy(() -> new TestEngine(locked.port(), "wirescope.cluster.redis.password", "wrong"))
                    .isInstanceOf(InvalidSettingException.class).hasMessageContaining("wirescope.cluster.redis.password=***");
            assertThatThrownBy(() -> new TestEngine(locked.port()))
                    .isInstanceOf(InvalidSettingException.class).hasMessageContaining("must be set");
            try (TestEngine test = new TestEngine(locked.port(), "wirescope.cluster.redis.password", "secret")) {
                assertThat(get(test.engine().command("PING"))).isEqualTo("PONG");
            }
        }
    }

    @Test
    void anEngineThatHasLostItsDataIsStillOurs() throws IOException {
        try (TestEngine test = new TestEngine(redis.port())) {
            await(() -> test.engine().status().isUp());
            String before = test.engine().status().process();
            redis.restart();
            await(() -> test.engine().status().isUp() && !before.equals(test.engine().status().process()));
            get(test.engine().command("SET", "ws1:ours", "x"));
            try (TestEngine next = new TestEngine(redis.port())) {
                assertThat(get(next.engine().command("GET", "ws1:ours"))).isEqualTo("x");
            }
        }
    }

    @Test
    void anotherApplicationsKeysStopTheStart() {
        try (TestEngine other = new TestEngine(redis.port(), "wirescope.cluster.prefix", "other")) {
            get(other.engine().command("SET", "ws1:mine", "x"));
        }
        assertThatThrownBy(() -> new TestEngine(redis.port())).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ws1:mine").hasMessageContaining("prefix");
    }
}
