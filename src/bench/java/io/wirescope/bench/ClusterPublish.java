package io.wirescope.bench;

import io.wirescope.delivery.ChannelConfig;
import io.wirescope.delivery.Payload;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.cluster.redis.RedisLog;
import io.wirescope.internal.cluster.redis.RedisServer;
import io.wirescope.internal.cluster.redis.TestEngine;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Publishes to one channel of a Redis of its own, with 1, 16 and 256 messages under way: by the script of the log, and beside it
 * in the same run by a bare {@code XADD} and {@code PUBLISH}, through the same connection. Prints publishes a second, and how much
 * of Redis' processor time each takes.
 */
public final class ClusterPublish {

    private static final int[] UNDER_WAY = {1, 16, 256};
    private static final int BYTES = 320;
    private static final int WARM_UP = 5_000;
    private static final double NANOS = 1_000_000_000;
    private static final double MICROS = 1_000_000;

    private ClusterPublish() {
    }

    /** @param arguments how many messages in each run; 50,000 by default */
    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 && !arguments[0].isEmpty() ? Integer.parseInt(arguments[0]) : 50_000;
        String text = "{\"envelope_version\":1,\"payload\":\"" + "x".repeat(BYTES - 60) + "\",\"meta\":{\"channel\":\"news\"";
        Envelope head = new Envelope("news", "2025-08-16T01:36:50Z", "r1", null, JsonValue.EMPTY_JSON_OBJECT,
                JsonValue.EMPTY_JSON_OBJECT);
        try (RedisServer redis = RedisServer.start();
                TestEngine test = new TestEngine(redis.port(), "wirescope.cluster.timeout", "PT30S")) {
            RedisLog log = new RedisLog(test.engine(), test.config(), ChannelConfig.from(MapSettings.with()), IdSource.random());
            Supplier<CompletionStage<?>> script = () -> log.append("news", new Payload(head, text, true), (id, payload) -> { });
            Supplier<CompletionStage<?>> bare = () -> {
                test.engine().command("XADD", "ws1:stream", "MAXLEN", "~", "500", "*", "d", text);
                return test.engine().command("PUBLISH", "ws1:bare", text);
            };
            for (int underWay : UNDER_WAY) {
                run(test, "script", script, underWay, count);
                run(test, "XADD + PUBLISH", bare, underWay, count);
            }
        }
    }

    private static void run(TestEngine test, String name, Supplier<CompletionStage<?>> publish, int underWay, int count)
            throws Exception {
        publish(publish, underWay, WARM_UP);
        double cpu = cpuSeconds(test);
        long began = System.nanoTime();
        publish(publish, underWay, count);
        double seconds = (System.nanoTime() - began) / NANOS;
        System.out.printf(Locale.ROOT, "%-15s %3d under way: %,8.0f publishes/s, %5.1f us of Redis' CPU each%n", name, underWay,
                count / seconds, (cpuSeconds(test) - cpu) * MICROS / count);
    }

    private static void publish(Supplier<CompletionStage<?>> publish, int underWay, int count) {
        Semaphore free = new Semaphore(underWay);
        for (int i = 0; i < count; i++) {
            free.acquireUninterruptibly();
            publish.get().whenComplete((done, failure) -> free.release());
        }
        free.acquireUninterruptibly(underWay);
    }

    private static double cpuSeconds(TestEngine test) throws Exception {
        double seconds = 0;
        for (String line : ((String) test.engine().command("INFO", "cpu").toCompletableFuture().get()).split("\r?\n")) {
            if (line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:")) {
                seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1));
            }
        }
        return seconds;
    }
}
