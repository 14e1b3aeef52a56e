package io.wirescope.delivery;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The settings of channels, under {@code wirescope.channels.}, and how long sessions may resume them.
 *
 * @param historyMessages   how many messages the history of a channel holds at most
 * @param historyBytes      how many bytes of UTF-8 they may have together, as many as those of all channels at most
 * @param totalHistoryBytes how many the histories of all channels may have together
 * @param maxIdle           how many channels without a subscriber are kept
 * @param maxMessageBytes   the largest message, as it goes over the wire
 * @param maxPerConnection  how many channels a connection may be in beside those that all are in
 * @param names             the names that exist from the start
 * @param sessionTtl        how long after its connection a session may be resumed
 */
public record ChannelConfig(int historyMessages, long historyBytes, long totalHistoryBytes, int maxIdle,
        int maxMessageBytes, int maxPerConnection, Set<String> names, Duration sessionTtl) {

    private static final String PREFIX = "wirescope.channels.";

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    public static ChannelConfig from(Settings settings) {
        long totalHistoryBytes = settings.longInteger(PREFIX + "total-history-bytes", 0, 1L << 40);
        return new ChannelConfig(
                settings.integer(PREFIX + "history-messages", 0, 100_000),
                Math.min(settings.longInteger(PREFIX + "history-bytes", 0, 1L << 30), totalHistoryBytes),
                totalHistoryBytes,
                settings.integer(PREFIX + "max-idle", 0, 1_000_000),
                settings.integer(PREFIX + "max-message-bytes", 1024, 1 << 20),
                settings.integer(PREFIX + "max-per-connection", 1, 10_000),
                names(settings.list(PREFIX + "names")),
                SessionStore.ttl(settings));
    }

    private static Set<String> names(List<String> names) {
        for (String name : names) {
            if (!ChannelName.isValid(name)) {
                throw new InvalidSettingException(PREFIX + "names", name, ChannelName.RULE);
            }
        }
        return Set.copyOf(names);
    }
}
