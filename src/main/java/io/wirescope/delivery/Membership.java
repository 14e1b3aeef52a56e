package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.SharedMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * One connection in one channel, from the join to the leave. Thread-safe.
 *
 * <p>What is published while it joins is held. Then the history is read, and once the answer to the client is queued, what was
 * held follows, without what the history had: there is no seam, however long the broker takes. What its lane brings late is
 * judged in the same way. Once it has left, nothing is queued any more, whoever still has it in hand; a later join of the same
 * channel is another membership.
 */
final class Membership {

    /** How many messages are held at most. */
    static final int MAX_HELD = 1000;

    private final DeliverySession session;
    private final String channel;
    private final int lane;

    private volatile boolean left;
    private volatile boolean held = true;

    // Written before it is released, and read by its lane afterwards: what the history has had.
    private Members members;
    private long readAt;
    private StreamPosition covered;

    // Guarded by this (lock order: package description).
    private StreamPosition from;
    private Queue<Held> waiting;
    private boolean overflown;

    /** A message that waits, and its number among those to the channel. */
    private record Held(Publication publication, long number) {
    }

    /** @param lane which of the lanes delivers to the connection */
    Membership(DeliverySession session, String channel, int lane) {
        this.session = session;
        this.channel = channel;
        this.lane = lane;
    }

    String channel() {
        return channel;
    }

    int lane() {
        return lane;
    }

    boolean isOf(Connection connection) {
        return session.isOf(connection);
    }

    /** Notes that it was added to a channel's members. */
    void added(Members to, long fannedOut) {
        members = to;
        readAt = fannedOut;
    }

    /** {@return those of the channel, as of the join} */
    Members members() {
        return members;
    }

    /** {@return the place just before the first message that it gets, or null while it joins} */
    synchronized StreamPosition from() {
        return from;
    }

    /** Gets nothing from now on. */
    void leave() {
        left = true;
    }

    /** {@return whether what is delivered is still wanted; takes no lock} */
    boolean isWanted() {
        return !left;
    }

    /**
     * Takes a message as it is published.
     *
     * @param number which of the messages to the channel's members it is
     */
    void deliver(Publication publication, long number) {
        if ((!held || !hold(publication, number)) && !isCovered(publication, number)) {
            session.send(publication, this);
        }
    }

    private boolean isCovered(Publication publication, long number) {
        StreamPosition position = publication.position();
        return number <= readAt || covered != null && position.offset() <= covered.offset()
                && position.epoch().equals(covered.epoch());
    }

    private boolean hold(Publication publication, long number) {
        boolean tooMany;
        synchronized (this) {
            if (!held) {
                return false;
            }
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            tooMany = waiting.size() >= MAX_HELD;
            if (tooMany) {
                waiting.clear();
                overflown = true;
            }
            waiting.add(new Held(publication, number));
            tooMany &= from != null;
        }
        if (tooMany) { // the history was read, so they would be lost
            session.tooSlow();
        }
        return true;
    }

    /** Notes that the history is being read, and so has all that was published until now. */
    void reading() {
        long number = members.fannedOut();
        synchronized (this) {
            readAt = number;
            overflown = false;
        }
    }

    /**
     * Takes what the history covers.
     *
     * @param newest where the channel stood when the history was read
     * @param start  the place just before the first message that it gets
     * @return false where it can't be told what came before and what after: then the history is to be read again
     */
    boolean merge(StreamPosition newest, StreamPosition start) {
        boolean clear = members.isOneEpoch(readAt, newest.epoch());
        synchronized (this) {
            if (!clear || overflown) {
                return false;
            }
            covered = newest;
            from = start;
            return true;
        }
    }

    /** Queues what the history had. */
    void replay(List<Publication> publications) {
        publications.forEach(session::replay);
    }

    /** Queues a message that has no place. {@return whether it was taken} */
    boolean announce(SharedMessage message) {
        return session.announce(message);
    }

    /** Queues what is held, in its order, and from then on whatever comes. For one thread. */
    void release() {
        for (Held next = nextHeld(); next != null; next = nextHeld()) {
            if (!left && !isCovered(next.publication(), next.number())) {
                session.replay(next.publication());
            }
        }
    }

    private synchronized Held nextHeld() {
        Held next = waiting == null ? null : waiting.poll();
        if (next == null) {
            held = false;
            waiting = null;
        }
        return next;
    }
}
