package io.wirescope.delivery;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that the histories of all channels hold together, by eviction. Thread-safe.
 *
 * <p>Histories that no session can resume are evicted first, those unused for longest before others. Then all channels have
 * the same share: who holds more gives up its oldest messages, who holds less keeps all. So one that holds little
 * loses nothing to those who hold much, be they as many as they like.
 *
 * <p>A tenth of the bound is given up at a time, so that the look at all channels is worth it. The bound is kept once
 * a message is in its history, so each publisher may be over it by a message meanwhile.
 */
final class HistoryTotal {

    private static final int PART = 10;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    HistoryTotal(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(long change) {
        bytes.addAndGet(change);
    }

    long bytes() {
        return bytes.get();
    }

    boolean isOver() {
        return bytes.get() > maxBytes;
    }

    /**
     * Evicts messages while the bound is exceeded. Takes the channels' locks one after the other, so the caller holds
     * none (lock order: package description).
     *
     * @param channels all that there are
     * @param since    as {@link Channel#isAbandoned} has it
     */
    synchronized void evict(Collection<Channel> channels, long since) {
        if (!isOver()) {
            return;
        }
        long enough = maxBytes - maxBytes / PART;
        giveUpAbandoned(channels, since, enough);
        if (bytes.get() > enough) {
            long share = share(channels.stream().mapToLong(Channel::historyBytes).sorted().toArray(), enough);
            channels.stream().filter(channel -> channel.historyBytes() > share)
                    .forEach(channel -> channel.keepNewest(share));
        }
    }

    // When each was used is looked at once: an order that changes while it is sorted by is none.
    private void giveUpAbandoned(Collection<Channel> channels, long since, long enough) {
        record Abandoned(Channel channel, long lastUsed) {
        }
        channels.stream()
                .filter(channel -> channel.historyBytes() > 0 && channel.isAbandoned(since))
                .map(channel -> new Abandoned(channel, channel.lastUsed()))
                .sorted(Comparator.comparingLong(Abandoned::lastUsed))
                .takeWhile(abandoned -> bytes.get() > enough)
                .forEachOrdered(abandoned -> abandoned.channel().forgetIfAbandoned(since));
    }

    /**
     * {@return the most that each may hold, so that all together hold enough}
     *
     * @param sizes what each holds, rising
     */
    static long share(long[] sizes, long enough) {
        long left = enough;
        for (int i = 0; i < sizes.length; i++) {
            int others = sizes.length - i;
            if (sizes[i] > left / others) {
                return left / others;
            }
            left -= sizes[i];
        }
        return Long.MAX_VALUE;
    }
}
