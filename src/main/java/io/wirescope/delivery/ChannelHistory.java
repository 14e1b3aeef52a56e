package io.wirescope.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last messages of one channel, bounded in number and in bytes. For one thread at a time, but for its size.
 */
final class ChannelHistory {

    private final ChannelConfig config;
    private final HistoryTotal total;
    private final Deque<Publication> messages = new ArrayDeque<>(0);
    private volatile long bytes;

    /** @param total what the histories of all channels hold; kept up to date here */
    ChannelHistory(ChannelConfig config, HistoryTotal total) {
        this.config = config;
        this.total = total;
    }

    /** Appends a message, and forgets the oldest as far as its own bounds demand. */
    void add(Publication publication) {
        messages.addLast(publication);
        count(publication.bytes());
        while (messages.size() > config.historyMessages() || bytes > config.historyBytes()) {
            forgetOldest();
        }
    }

    /** {@return what it holds, in bytes of UTF-8; for any thread} */
    long bytes() {
        return bytes;
    }

    /** Forgets the oldest as far as a bound for now demands. */
    void keepNewest(long maxBytes) {
        while (bytes > maxBytes) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        count(-messages.removeFirst().bytes());
    }

    private void count(int change) {
        bytes = bytes + change;
        total.add(change);
    }

    /** {@return whether every message from an offset to the newest is there} */
    boolean reachesBackTo(long offset, long newest) {
        return offset > newest || (!messages.isEmpty() && messages.getFirst().position().offset() <= offset);
    }

    /** {@return the first messages after an offset, oldest first} */
    List<Publication> after(long offset, int limit) {
        if (messages.isEmpty() || messages.getLast().position().offset() <= offset) {
            return List.of();
        }
        long behind = Math.max(0, offset - messages.getFirst().position().offset() + 1);
        return messages.stream().skip(behind).limit(limit).toList();
    }

    /** Forgets all. */
    void clear() {
        total.add(-bytes);
        bytes = 0;
        messages.clear();
    }
}
