package io.wirescope.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.cluster.redis.RedisServer;
import io.wirescope.internal.cluster.redis.TestEngine;
import io.wirescope.internal.nodes.NodeLink;
import io.wirescope.internal.nodes.SharedValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beats, frames and shared values over a real Redis. */
class EngineNodeLinkTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static RedisServer redis;
    private String prefix;
    private TestEngine engineA;
    private TestEngine engineB;
    private NodeLink a;
    private NodeLink b;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @BeforeEach
    void connect() {
        prefix = "t" + System.nanoTime();
        engineA = new TestEngine(redis.port(), "wirescope.cluster.prefix", prefix);
        engineB = new TestEngine(redis.port(), "wirescope.cluster.prefix", prefix);
        a = link(engineA);
        b = link(engineB);
    }

    private static NodeLink link(TestEngine engine) {
        return new EngineNodeLink(engine.engine(), engine.config().prefix(), engine.threads());
    }

    private String key(String name) {
        return prefix + ":{n}:" + name;
    }

    @AfterEach
    void close() {
        engineA.close();
        engineB.close();
    }

    private static <T> T got(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void beatsAreSeenByAllAndTheLastOfANodeCounts() {
        got(a.beat("a", "one\ntwo", LONG));
        got(a.beat("a", "three\nfour", LONG));
        got(b.beat("b", "", LONG));

        assertThat(got(b.beats())).isEqualTo(Map.of("a", "three\nfour", "b", ""));
    }

    @Test
    void aBeatIsGoneAfterItsLifeAndNothingIsLeft() {
        got(a.beat("a", "x", Duration.ofMillis(100)));

        await(() -> got(b.beats()).isEmpty());
        await(() -> got(engineB.engine().command("EXISTS", key("nodes"))).equals(0L));
    }

    @Test
    void theLifeOfOneNodeDoesNotShortenThatOfAnother() {
        got(a.beat("a", "x", LONG));
        got(b.beat("b", "y", Duration.ofMillis(100)));

        await(() -> got(b.beats()).equals(Map.of("a", "x")));
        assertThat((Long) got(engineA.engine().command("PTTL", key("nodes")))).isGreaterThan(10_000);
    }

    @Test
    void framesReachAllOrOne() {
        List<String> atA = new CopyOnWriteArrayList<>();
        List<String> atB = new CopyOnWriteArrayList<>();
        a.listen("a", atA::add);
        b.listen("b", atB::add);
        await(() -> {
            got(a.publish("warm"));
            return atA.contains("warm") && atB.contains("warm");
        });
        atA.clear();
        atB.clear();

        got(a.publish("all \u00fc\n"));
        got(b.publish("a", "one"));

        await(() -> atA.contains("one") && atB.contains("all \u00fc\n"));
        assertThat(atA).contains("all \u00fc\n");
        assertThat(atB).doesNotContain("one");
    }

    @Test
    void oneListensAlsoWhenTheEngineComesLater() throws Exception {
        redis.kill();
        try (TestEngine late = new TestEngine(redis.port())) {
            List<String> seen = new CopyOnWriteArrayList<>();
            NodeLink link = link(late);
            link.listen("late", seen::add);
            redis.startAgain();
            await(() -> {
                link.publish("late", "x").exceptionally(failure -> null);
                return seen.contains("x");
            });
        }
    }

    /** The user of the page "Several servers". */
    @Test
    void aUserThatMayDoNothingElseIsEnough() {
        got(engineA.engine().command("ACL", "SETUSER", "few", "on", ">pass", "resetkeys", "~" + prefix + ":*",
                "resetchannels", "&" + prefix + ":*", "-@all", "+@read", "+@write", "+@pubsub", "+@scripting",
                "+@connection", "-@dangerous", "+info", "+role", "+time"));
        try (TestEngine limited = new TestEngine(redis.port(), "wirescope.cluster.prefix", prefix,
                "wirescope.cluster.redis.user", "few", "wirescope.cluster.redis.password", "pass")) {
            NodeLink link = link(limited);
            List<String> seen = new CopyOnWriteArrayList<>();
            link.listen("few", seen::add);
            got(link.beat("few", "x", LONG));
            assertThat(got(link.beats())).containsKey("few");
            assertThat(got(link.share("k", "v"))).isPositive();
            await(() -> {
                got(a.publish("few", "hello"));
                return seen.contains("hello");
            });
            for (String[] forbidden : new String[][] {{"FLUSHALL"}, {"GET", "other"}, {"CONFIG", "GET", "*"},
                {"PUBLISH", "other", "x"}}) {
                assertThat(limited.engine().command(forbidden).toCompletableFuture()).failsWithin(LONG)
                        .withThrowableOfType(ExecutionException.class).withMessageContaining("NOPERM");
            }
        }
    }

    @Test
    void sharedValuesHaveVersionsThatRiseAlsoWhereTheEngineHasLostThem() {
        long first = got(a.share("k", "1\n2"));
        long second = got(b.share("k", "3"));
        assertThat(second).isGreaterThan(first);
        assertThat(got(a.shared())).isEqualTo(Map.of("k", new SharedValue(second, "3")));

        got(engineA.engine().command("DEL", key("state")));
        assertThat(got(a.shared())).isEmpty();
        assertThat(got(a.share("k", "4"))).isGreaterThan(second);
    }
}
