package io.wirescope.event;

/**
 * A reader of the bus that the {@link EventPump} notifies of new events. Thread-safe.
 *
 * <p>A class, because its methods are not for users of its public subclasses.
 */
abstract sealed class EventWaiter permits EventCursor, EventSubscription {

    /** {@return whether it waits, and there are events for it} */
    abstract boolean isDue();

    /** Notifies it when it is due; never blocks and never throws. {@return whether it was notified} */
    abstract boolean startIfDue();
}
