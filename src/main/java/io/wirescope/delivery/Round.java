package io.wirescope.delivery;

import java.util.Collections;
import java.util.Iterator;

/** One message to those members of a channel whom one lane delivers to. For one thread at a time, which may change between steps. */
final class Round {

    private final Publication publication;
    private final Members members;
    private final long fannedOut;
    private final int lane;
    private final Sending sending;
    private final boolean places;
    private final long queuedNanos = System.nanoTime();
    private Iterator<Membership> rest;

    /**
     * @param fannedOut the number of this message among those to the channel's members
     * @param sending   who sent it, or null
     * @param places    whether the sender's connection is this lane's
     */
    Round(Publication publication, Members members, long fannedOut, int lane, Sending sending, boolean places) {
        this.publication = publication;
        this.members = members;
        this.fannedOut = fannedOut;
        this.lane = lane;
        this.sending = sending;
        this.places = places;
    }

    /** {@return one that is nothing to do} */
    static Round empty() {
        Round round = new Round(null, null, 0, 0, null, false);
        round.rest = Collections.emptyIterator();
        return round;
    }

    /** {@return how long it has waited, in nanoseconds} */
    long waitedNanos() {
        return System.nanoTime() - queuedNanos;
    }

    /** Begins, or goes on after the member at whom it was broken off. {@return false once all have it} */
    boolean step() {
        if (rest == null) {
            rest = members.iterator();
            if (places) {
                sending.place(publication.position());
            }
        }
        if (!rest.hasNext()) {
            return false;
        }
        Membership member = rest.next();
        if (member.lane() == lane && (sending == null || !sending.leavesOut(member))) {
            member.deliver(publication, fannedOut);
        }
        return true;
    }
}
