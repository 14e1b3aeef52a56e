package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.internal.config.FailureLog;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/** One message on its way from its sender through the broker to the members. Thread-safe. */
final class Sending {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Sending.class.getName()));

    private final Sender sender;
    private final AtomicBoolean placed = new AtomicBoolean();
    private volatile int members;
    private volatile boolean fannedOut;

    Sending(Sender sender) {
        this.sender = sender;
    }

    /** {@return where the message came from, or null} */
    Connection connection() {
        return sender.connection();
    }

    /** Notes that the message is with the lanes, one of which will place it. */
    void fannedOut(int toMembers) {
        members = toMembers;
        fannedOut = true;
    }

    /** {@return whether the message is with the lanes} */
    boolean isFannedOut() {
        return fannedOut;
    }

    /** {@return how many members it goes to} */
    int members() {
        return members;
    }

    /** Reports the place to the sender, once. What it throws keeps the message from nobody. */
    void place(StreamPosition position) {
        if (!placed.compareAndSet(false, true)) {
            return;
        }
        try {
            sender.placed(position);
        } catch (Throwable e) {
            FAILURES.warn("The sender of a message could not be notified of its place", e);
        }
    }

    /** {@return whether there is a connection that is not to get the message live} */
    boolean leavesOutAny() {
        return sender.isLeftOut();
    }

    boolean leavesOut(Membership member) {
        return sender.isLeftOut() && member.isOf(sender.connection());
    }
}
