package io.wirescope.internal.cluster;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings below {@code wirescope.cluster.}.
 *
 * @param engine             what holds the channels
 * @param nodeId             names this server among the others, 1 to 64 characters
 * @param prefix             what all keys and channels of the engine begin with, without the colon
 * @param redis              where the engine is; null with {@link EngineKind#MEMORY}
 * @param timeout            how long something waits for the engine before it fails
 * @param queueMessages      how many commands may wait for the engine
 * @param queueBytes         how many bytes they may have together
 * @param channelTtl         how long the engine keeps a channel that nobody uses
 * @param beat               how often a server reports that it is alive
 * @param nodeTtl            after how long without a report a server counts as lost
 * @param grace              how long the engine may be away before the server reports that it is not ready
 * @param isolatedCloseAfter after how long without the engine connections are closed; zero for never
 */
public record ClusterConfig(EngineKind engine, String nodeId, String prefix, RedisConfig redis, Duration timeout,
        int queueMessages, long queueBytes, Duration channelTtl, Duration beat, Duration nodeTtl, Duration grace,
        Duration isolatedCloseAfter) {

    /** What the settings begin with. */
    public static final String PREFIX = "wirescope.cluster.";

    private static final String NODE_RULE = "must be 1 to 64 letters, digits, dots, underscores or hyphens";
    private static final int RANDOM_DIGITS = 4;
    private static final int MAX_HOST = 59;

    /** What holds the channels. */
    public enum EngineKind {
        /** This server's memory. */
        MEMORY,
        /** Redis or what speaks its protocol. */
        REDIS
    }

    /**
     * Reads the settings.
     *
     * @param settings has them
     * @param ids      makes the part of the node's id that changes with each start
     * @throws InvalidSettingException when one can't be used
     */
    public static ClusterConfig from(Settings settings, IdSource ids) {
        EngineKind engine = choice(settings, "engine", EngineKind.class);
        Duration nodeTtl = settings.duration(PREFIX + "node-ttl", Duration.ofSeconds(1), Duration.ofMinutes(10));
        Duration beat = settings.duration(PREFIX + "beat", Duration.ofMillis(100), Duration.ofMinutes(1));
        if (beat.multipliedBy(2).compareTo(nodeTtl) > 0) {
            throw new InvalidSettingException(PREFIX + "beat", beat.toString(),
                    "must be at most half of " + PREFIX + "node-ttl, which is " + nodeTtl);
        }
        return new ClusterConfig(engine, nodeId(settings, ids), prefix(settings),
                engine == EngineKind.MEMORY ? null : RedisConfig.from(settings),
                settings.duration(PREFIX + "timeout", Duration.ofMillis(100), Duration.ofSeconds(30)),
                settings.integer(PREFIX + "publish-queue", 16, 1_000_000),
                settings.longInteger(PREFIX + "publish-queue-bytes", 1 << 20, 1L << 32),
                channelTtl(settings, engine != EngineKind.MEMORY), beat, nodeTtl,
                settings.duration(PREFIX + "grace", Duration.ZERO, Duration.ofHours(1)),
                settings.duration(PREFIX + "isolated-close-after", Duration.ZERO, Duration.ofDays(1)));
    }

    /** {@return the same with the id that this server goes by} */
    ClusterConfig of(NodeIdentity node) {
        return new ClusterConfig(engine, node.id().orElse(nodeId), prefix, redis, timeout, queueMessages, queueBytes,
                channelTtl, beat, nodeTtl, grace, isolatedCloseAfter);
    }

    /** {@return whether this server is one of several} */
    public boolean isOn() {
        return engine != EngineKind.MEMORY;
    }

    static <E extends Enum<E>> E choice(Settings settings, String name, Class<E> type) {
        String text = settings.text(PREFIX + name);
        StringBuilder all = new StringBuilder();
        for (E value : type.getEnumConstants()) {
            String word = value.name().toLowerCase(Locale.ROOT);
            if (word.equals(text)) {
                return value;
            }
            all.append(all.isEmpty() ? "" : ", ").append(word);
        }
        throw new InvalidSettingException(PREFIX + name, text, "must be one of " + all);
    }

    private static Duration channelTtl(Settings settings, boolean isOn) {
        Duration ttl = settings.duration(PREFIX + "channel-ttl", Duration.ofSeconds(10), Duration.ofDays(30));
        Duration sessions = settings.duration("wirescope.sessions.ttl", Duration.ofSeconds(1), Duration.ofDays(1));
        if (isOn && ttl.compareTo(sessions.multipliedBy(2)) < 0) {
            throw new InvalidSettingException(PREFIX + "channel-ttl", ttl.toString(),
                    "must be at least twice wirescope.sessions.ttl, which is " + sessions);
        }
        return ttl;
    }

    private static String prefix(Settings settings) {
        String prefix = settings.text(PREFIX + "prefix");
        if (!prefix.matches("[A-Za-z0-9._-]{1,32}")) {
            throw new InvalidSettingException(PREFIX + "prefix", prefix,
                    "must be 1 to 32 letters, digits, dots, underscores or hyphens");
        }
        return prefix;
    }

    private static String nodeId(Settings settings, IdSource ids) {
        Optional<String> configured = settings.optionalText(PREFIX + "node-id");
        configured.filter(id -> !id.matches("[A-Za-z0-9._-]{1,64}")).ifPresent(id -> {
            throw new InvalidSettingException(PREFIX + "node-id", id, NODE_RULE);
        });
        return configured.orElseGet(() -> host() + '-' + ids.newSpan().substring(0, RANDOM_DIGITS));
    }

    private static String host() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "node";
        }
        String plain = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.substring(0, Math.min(plain.length(), MAX_HOST));
    }
}
