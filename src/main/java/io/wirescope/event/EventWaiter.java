package io.wirescope.event;

/**
 * Somebody on the bus whom the {@link EventPump} tells that there are new events. Thread-safe.
 *
 * <p>A class, for these methods are not for the users of its public children.
 */
abstract sealed class EventWaiter permits EventCursor, EventSubscription {

    /** {@return whether it waits, and there are events for it} */
    abstract boolean isDue();

    /** Tells it when it is due; never blocks and never throws. {@return whether it was told} */
    abstract boolean startIfDue();
}
