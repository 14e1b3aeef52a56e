package io.wirescope.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

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
        count(publication.message().bytes());
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
        count(-messages.removeFirst().message().bytes());
    }

    private void count(int change) {
        bytes = bytes + change;
        total.add(change);
    }

    /** {@return whether every message from an offset to the newest is there} */
    boolean reachesBackTo(long offset, long newest) {
        return offset > newest || (!messages.isEmpty() && messages.getFirst().position().offset() <= offset);
    }

    /** Gives the messages after an offset, oldest first. */
    void forEachAfter(long offset, Consumer<Publication> action) {
        if (messages.isEmpty() || messages.getLast().position().offset() <= offset) {
            return;
        }
        long behind = offset - messages.getFirst().position().offset() + 1;
        Iterator<Publication> oldestFirst = messages.iterator();
        for (long i = 0; i < behind; i++) {
            oldestFirst.next();
        }
        oldestFirst.forEachRemaining(action);
    }

    /** Forgets all. */
    void clear() {
        total.add(-bytes);
        bytes = 0;
        messages.clear();
    }
}
