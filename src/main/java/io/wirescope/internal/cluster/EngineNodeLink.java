package io.wirescope.internal.cluster;

import io.wirescope.internal.config.Threads;
import io.wirescope.internal.nodes.NodeLink;
import io.wirescope.internal.nodes.SharedValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Carries what nodes tell each other by the engine. Thread-safe. */
public final class EngineNodeLink implements NodeLink {

    private static final Logger LOG = Logger.getLogger(EngineNodeLink.class.getName());

    /** One hash: a beat that is over goes at the next look, and the hash with the last node. */
    private static final Script BEAT = Script.of("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[2]) .. '\\n' .. ARGV[3])
            local left = redis.call('PTTL', KEYS[1])
            if left < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return 1
            """);

    private static final Script BEATS = Script.of("""
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local all = redis.call('HGETALL', KEYS[1])
            local living = {}
            for i = 1, #all, 2 do
              local cut = string.find(all[i + 1], '\\n', 1, true)
              local ends = cut and tonumber(string.sub(all[i + 1], 1, cut - 1))
              if ends and ends >= now then
                living[#living + 1] = all[i]
                living[#living + 1] = string.sub(all[i + 1], cut + 1)
              else
                redis.call('HDEL', KEYS[1], all[i])
              end
            end
            return living
            """);

    /** The version rises with the engine's clock too: one that lost its data must not give an old version again. */
    private static final Script SHARE = Script.of("""
            local t = redis.call('TIME')
            local version = t[1] * 1000000 + t[2]
            local before = redis.call('HGET', KEYS[1], ARGV[1])
            if before then
              local old = tonumber(string.match(before, '^(%d+)\\n'))
              if old and old >= version then version = old + 1 end
            end
            local text = string.format('%.0f', version)
            redis.call('HSET', KEYS[1], ARGV[1], text .. '\\n' .. ARGV[2])
            return text
            """);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Engine engine;
    private final Threads threads;
    private final String prefix;

    /**
     * @param engine  carries all
     * @param prefix  what keys and channels begin with, without the colon
     * @param threads try again to listen while the engine is away
     */
    public EngineNodeLink(Engine engine, String prefix, Threads threads) {
        this.engine = engine;
        this.threads = threads;
        this.prefix = prefix;
    }

    private List<String> key(String name) {
        return List.of(prefix + ":{n}:" + name);
    }

    private String all() {
        return prefix + ":all";
    }

    private String one(String node) {
        return prefix + ":node:" + node;
    }

    @Override
    public CompletionStage<Void> beat(String node, String text, Duration life) {
        return engine.script(BEAT, key("nodes"), node, Long.toString(life.toMillis()), text).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Map<String, String>> beats() {
        return engine.script(BEATS, key("nodes")).thenApply(EngineNodeLink::pairs);
    }

    private static Map<String, String> pairs(Object reply) {
        Map<String, String> pairs = new HashMap<>();
        List<?> list = (List<?>) reply;
        for (int i = 0; i + 1 < list.size(); i += 2) {
            pairs.put((String) list.get(i), (String) list.get(i + 1));
        }
        return pairs;
    }

    @Override
    public CompletionStage<Void> publish(String frame) {
        return engine.command("PUBLISH", all(), frame).thenApply(done -> null);
    }

    @Override
    public CompletionStage<Void> publish(String node, String frame) {
        return engine.command("PUBLISH", one(node), frame).thenApply(done -> null);
    }

    @Override
    public void listen(String node, Consumer<String> receiver) {
        listenTo(all(), receiver);
        listenTo(one(node), receiver);
    }

    private void listenTo(String channel, Consumer<String> receiver) {
        engine.listen(channel, receiver).exceptionally(failure -> {
            LOG.log(Level.FINE, failure, () -> "Not listening yet channel=" + channel);
            try {
                threads.scheduler().schedule(() -> listenTo(channel, receiver), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.FINE, "The server shuts down", e);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Long> share(String key, String value) {
        return engine.script(SHARE, key("state"), key, value).thenApply(version -> Long.parseLong((String) version));
    }

    @Override
    public CompletionStage<Map<String, SharedValue>> shared() {
        return engine.command("HGETALL", key("state").get(0)).thenApply(reply -> {
            Map<String, SharedValue> values = new HashMap<>();
            pairs(reply).forEach((key, text) -> {
                int cut = text.indexOf('\n');
                values.put(key, new SharedValue(Long.parseLong(text.substring(0, cut)), text.substring(cut + 1)));
            });
            return values;
        });
    }
}
