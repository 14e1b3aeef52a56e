package io.wirescope.delivery;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One named stream of messages: its history, and how often the node follows it. Thread-safe.
 *
 * <p>Publishing and following take turns, so that who follows gets every later message, in the order of the offsets. To follow
 * no more takes no lock: a connection may end in the midst of a delivery.
 */
final class Channel {

    private final String name;
    private final ChannelHistory history;
    private final AtomicInteger followers = new AtomicInteger();

    // Guarded by this, which is held while the listener is called: lock order: description of package delivery.
    private StreamPosition newest;
    private boolean dropped;

    /** The epoch that begins with the next use, or null; written without the lock. */
    private volatile String nextEpoch;

    private volatile boolean hadMessage;
    private volatile long lastUsed;
    private volatile long lastLeft = Long.MIN_VALUE;

    Channel(String name, String epoch, ChannelConfig config, HistoryTotal total) {
        this.name = name;
        this.newest = new StreamPosition(epoch, 0);
        this.history = new ChannelHistory(config, total);
    }

    /**
     * Appends a message and hands it on where the node follows the channel.
     *
     * @param fits     throws where the message is too large for the place
     * @param listener gets the message
     * @return null where the channel was dropped in the meantime
     */
    synchronized StreamPosition publish(Payload payload, Consumer<StreamPosition> fits, Broker.Listener listener, long now) {
        if (dropped) {
            return null;
        }
        restartIfDue();
        StreamPosition position = newest.next();
        fits.accept(position);
        newest = position;
        hadMessage = true;
        lastUsed = now;
        history.add(new Publication(name, position, payload));
        if (followers.get() > 0) {
            listener.onPublication(name, position, payload);
        }
        return position;
    }

    /** Follows the channel once more. {@return null where it was dropped in the meantime} */
    synchronized Channel follow(long now) {
        if (dropped) {
            return null;
        }
        lastUsed = now;
        followers.incrementAndGet();
        return this;
    }

    void unfollow(long now) {
        lastLeft = now; // before it is seen to be idle
        followers.updateAndGet(count -> Math.max(0, count - 1));
        lastUsed = now;
    }

    /** {@return what the history has after a place; null where the channel was dropped in the meantime} */
    synchronized HistoryPage read(StreamPosition since, int limit, long now) {
        if (dropped) {
            return null;
        }
        lastUsed = now;
        restartIfDue();
        boolean complete = since == null || reachesBackTo(since);
        return new HistoryPage(newest, complete,
                since == null || !complete ? List.of() : history.after(since.offset(), limit));
    }

    private boolean reachesBackTo(StreamPosition after) {
        return after.epoch().equals(newest.epoch()) && after.offset() <= newest.offset()
                && history.reachesBackTo(after.offset() + 1, newest.offset());
    }

    synchronized StreamPosition newest() {
        restartIfDue();
        return newest;
    }

    /**
     * Begins anew, with another epoch and no history, for whoever uses the channel from now on. Takes no lock, because
     * its callers hold one that a connection's end takes inside a delivery.
     */
    void restart(String epoch) {
        nextEpoch = epoch;
    }

    // One that is set meanwhile may be lost: nothing was published between the two.
    private void restartIfDue() {
        String epoch = nextEpoch;
        if (epoch != null) {
            nextEpoch = null;
            newest = new StreamPosition(epoch, 0);
            history.clear();
        }
    }

    /** {@return what its history holds, in bytes of UTF-8} */
    long historyBytes() {
        return history.bytes();
    }

    /** Forgets the oldest messages as far as a bound for now demands. */
    synchronized void keepNewest(long maxBytes) {
        history.keepNewest(maxBytes);
    }

    /** Forgets all messages where no session can resume them; its offsets go on. */
    synchronized void forgetIfAbandoned(long since) {
        if (isAbandoned(since)) {
            history.clear();
        }
    }

    String name() {
        return name;
    }

    boolean isIdle() {
        return followers.get() == 0;
    }

    /** {@return whether there ever was a message, in this epoch or one before} */
    boolean hadMessage() {
        return hadMessage;
    }

    /**
     * {@return whether it is idle and no session can resume it: it never had a message, or the sessions of those who
     * were in it have expired}
     *
     * @param since the last time, in milliseconds, at which one may have left whose session has not expired
     */
    boolean isAbandoned(long since) {
        return isIdle() && (!hadMessage || lastLeft < since);
    }

    /** {@return when it was last used, in milliseconds} */
    long lastUsed() {
        return lastUsed;
    }

    /** Ends the channel where it is idle. {@return whether it has ended} */
    synchronized boolean dropIfIdle() {
        if (isIdle()) {
            dropped = true;
            history.clear();
        }
        return dropped;
    }
}
