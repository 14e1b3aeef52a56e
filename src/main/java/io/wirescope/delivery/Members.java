package io.wirescope.delivery;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Who on this node is in one channel. Thread-safe. */
final class Members {

    private final Set<Membership> members = ConcurrentHashMap.newKeySet(2);

    // Guarded by this; nothing is called under it but the queues of lanes (lock order: package description).
    private final int[] inLane;
    private long fannedOut;
    private String epoch;
    private long epochBegan;
    private boolean over;
    private CompletableFuture<Void> followed;

    /** @param lanes how many lanes there are */
    Members(int lanes) {
        inLane = new int[lanes];
    }

    /** Adds one. {@return false where all had left before, and the node follows the channel no more} */
    synchronized boolean add(Membership member) {
        if (over) {
            return false;
        }
        member.added(this, fannedOut);
        if (members.add(member)) {
            inLane[member.lane()]++;
        }
        return true;
    }

    /** Removes one. {@return whether it was the last, so that the node has to follow the channel no more} */
    synchronized boolean remove(Membership member) {
        if (!members.remove(member)) {
            return false;
        }
        inLane[member.lane()]--;
        over = members.isEmpty();
        return over;
    }

    /** {@return when the node follows the channel, or null where the caller has to see to that, and complete it} */
    synchronized CompletableFuture<Void> followed() {
        if (followed == null || followed.isCompletedExceptionally()) {
            followed = new CompletableFuture<>();
            return null;
        }
        return followed;
    }

    /** {@return what {@link #followed} has made} */
    synchronized CompletableFuture<Void> following() {
        return followed;
    }

    /** {@return whether the members of some lane wait for too many messages} */
    synchronized boolean isBehind(Lanes lanes) {
        for (int lane = 0; lane < inLane.length; lane++) {
            if (inLane[lane] > 0 && lanes.get(lane).isFull()) {
                return true;
            }
        }
        return false;
    }

    /** {@return how many messages were fanned out} */
    synchronized long fannedOut() {
        return fannedOut;
    }

    /**
     * {@return whether all messages after some are of one epoch}
     *
     * @param number how many messages were fanned out before
     */
    synchronized boolean isOneEpoch(long number, String expected) {
        return number == fannedOut || epochBegan <= number + 1 && expected.equals(epoch);
    }

    /** {@return those who are in the channel now; others may come and go meanwhile} */
    Iterator<Membership> iterator() {
        return members.iterator();
    }

    /**
     * Queues a message for the members, in every lane that has some, and for its sender.
     *
     * @param sending who sent it, or null
     */
    synchronized void fanOut(Publication publication, Sending sending, Lanes lanes) {
        fannedOut++;
        if (!publication.position().epoch().equals(epoch)) {
            epoch = publication.position().epoch();
            epochBegan = fannedOut;
        }
        int senders = sending == null || sending.connection() == null ? -1 : lanes.of(sending.connection());
        int count = 0;
        for (int lane = 0; lane < inLane.length; lane++) {
            if (inLane[lane] > 0 || lane == senders) {
                lanes.get(lane).add(new Round(publication, this, fannedOut, lane, sending, lane == senders));
                count += inLane[lane];
            }
        }
        if (sending != null) {
            sending.fannedOut(count - (sending.leavesOutAny() && leavesOutOne(sending) ? 1 : 0));
        }
    }

    private boolean leavesOutOne(Sending sending) {
        return members.stream().anyMatch(sending::leavesOut);
    }
}
