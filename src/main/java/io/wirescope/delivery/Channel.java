package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One named stream of messages: its history and its subscribers. Thread-safe.
 *
 * <p>Publishing and joining take turns, so that every subscriber gets the messages in the order of their
 * offsets, and one that comes back gets what it missed and goes on live with no seam. Leaving waits for
 * nobody: a connection may end in the midst of a delivery.
 */
final class Channel {

    private final String name;
    private final ChannelHistory history;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet(2);

    // Guarded by this, which is held while others are called: see the order of locks in the package's description.
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
     * Appends a message and hands it on.
     *
     * @param toText makes the message once its place is known
     * @return null where the channel was dropped in the meantime
     */
    synchronized Delivery publish(Function<StreamPosition, SharedMessage> toText, long now) {
        if (dropped) {
            return null;
        }
        restartIfDue();
        StreamPosition position = newest.next();
        Publication publication = new Publication(name, position, toText.apply(position));
        newest = position;
        hadMessage = true;
        lastUsed = now;
        history.add(publication);
        int taken = 0;
        for (Iterator<Subscriber> each = subscribers.iterator(); each.hasNext();) {
            if (each.next().deliver(publication)) {
                taken++;
            }
        }
        return new Delivery(name, position, taken);
    }

    /** Lets a subscriber in. {@return null where the channel was dropped in the meantime} */
    synchronized JoinResult join(StreamPosition after, Subscriber subscriber, long now) {
        if (dropped) {
            return null;
        }
        lastUsed = now;
        restartIfDue();
        StreamPosition from = newest;
        boolean complete = after == null || reachesBackTo(after);
        if (after != null && complete) {
            history.forEachAfter(after.offset(), subscriber::replay);
            from = after;
        }
        subscribers.add(subscriber);
        return new JoinResult(from, complete);
    }

    private boolean reachesBackTo(StreamPosition after) {
        return after.epoch().equals(newest.epoch()) && after.offset() <= newest.offset()
                && history.reachesBackTo(after.offset() + 1, newest.offset());
    }

    void leave(Subscriber subscriber, long now) {
        lastLeft = now; // before it is seen to be gone
        subscribers.remove(subscriber);
        lastUsed = now;
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

    /** Forgets all messages where nobody can come back to them; its offsets go on. */
    synchronized void forgetIfAbandoned(long since) {
        if (isAbandoned(since)) {
            history.clear();
        }
    }

    String name() {
        return name;
    }

    boolean isIdle() {
        return subscribers.isEmpty();
    }

    /** {@return whether there ever was a message, in this epoch or one before} */
    boolean hadMessage() {
        return hadMessage;
    }

    /**
     * {@return whether nobody is in it and nobody can come back to anything in it: it never had a message, or the sessions
     * of those who were in it are over}
     *
     * @param since the last time, in milliseconds, at which one may have left whose session is not over
     */
    boolean isAbandoned(long since) {
        return isIdle() && (!hadMessage || lastLeft < since);
    }

    /** {@return when it was last used, in milliseconds} */
    long lastUsed() {
        return lastUsed;
    }

    /** Ends the channel where nobody is in it. {@return whether it has ended} */
    synchronized boolean dropIfIdle() {
        if (subscribers.isEmpty()) {
            dropped = true;
            history.clear();
        }
        return dropped;
    }
}
