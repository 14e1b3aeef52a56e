package io.wirescope.delivery;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The bytes that the histories of all channels hold together, and whose go when they are too many. Thread-safe.
 *
 * <p>The bound is kept once a message is in its history, so each publisher may be over it by a message meanwhile.
 */
final class HistoryTotal {

    /** So much is given up at a time, that the search for it is worth it. */
    private static final int SHARE = 10;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    // Guarded by this (order of locks: package's description).
    private int messagesToSearch;

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
     * Makes room, when that is needed, with what idle channels hold. Where they have not enough, none are searched
     * for again until as many messages came as make a search of all channels cheap for each.
     *
     * @param idle     the channels that nobody is in, those unused for longest first
     * @param channels how many channels a search looks at
     */
    synchronized void giveUpIdle(Supplier<List<Channel>> idle, int channels) {
        if (!isOver() || --messagesToSearch > 0) {
            return;
        }
        long enough = maxBytes - maxBytes / SHARE;
        for (Channel channel : idle.get()) {
            if (bytes.get() <= enough) {
                break;
            }
            channel.forgetIfIdle();
        }
        messagesToSearch = bytes.get() <= enough ? 0 : channels / SHARE;
    }
}
