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
 * offsets, and one that resumes gets what it missed and continues live with no gap. Leaving takes no
 * lock: a connection may end in the midst of a delivery.
 */
final class Channel {

    private final String name;
    private final ChannelHistory history;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet(2);

    // Guarded by this, which is held while others are called: lock order: description of package delivery.
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
     * @param sender follows where it goes
     * @return null where the channel was dropped in the meantime
     */
    synchronized Delivery publish(Function<StreamPosition, SharedMessage> toText, Sender sender, long now) {
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
        sender.placed(position);
        return new Delivery(name, position, offer(publication, sender));
    }

    /** {@return how many subscribers have taken it} */
    private int offer(Publication publication, Sender sender) {
        int taken = 0;
        for (Iterator<Subscriber> each = subscribers.iterator(); each.hasNext();) {
            Subscriber subscriber = each.next();
            if (!sender.leavesOut(subscriber) && subscriber.deliver(publication)) {
                taken++;
            }
        }
        return taken;
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
        return subscribers.isEmpty();
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
        if (subscribers.isEmpty()) {
            dropped = true;
            history.clear();
        }
        return dropped;
    }
}
