package io.wirescope.delivery;

import java.util.Optional;

/**
 * Streams of messages by name: the seam for an engine that spans several servers. Thread-safe.
 *
 * <p>All of a channel's messages have offsets that rise by one; each subscriber gets them in that order,
 * each once.
 */
interface Broker {

    /**
     * Appends a message to a channel, which begins to exist with its first, and hands it to the channel's
     * subscribers.
     *
     * @throws MessageTooLargeException when it is too large for the channel
     */
    default Delivery publish(String channel, Message message) {
        return publish(channel, message, Sender.OUTSIDE);
    }

    /**
     * Appends a message to a channel as {@link #publish(String, Message)} does.
     *
     * @param sender is given the message's place before any subscriber gets the message, and may leave out subscribers
     * @throws MessageTooLargeException when it is too large for the channel
     */
    Delivery publish(String channel, Message message, Sender sender);

    /**
     * Judges a message's size as {@link #publish(String, Message)} would, and sends nothing.
     *
     * @throws MessageTooLargeException when it is too large for the channel
     */
    void requireSize(String channel, Message message);

    /** {@return whether a channel exists: it has had a message; subscribers may wait in it for the first} */
    boolean exists(String channel);

    /** {@return where a channel stands, or empty where it had neither a message nor a subscriber} */
    Optional<StreamPosition> newest(String channel);

    /**
     * Adds a subscriber to a channel. What the history has after a position is replayed to it first; nothing
     * comes between that and what is published from then on.
     *
     * @param after the last message that it has, or null when it wants no history
     */
    JoinResult subscribe(String channel, StreamPosition after, Subscriber subscriber);

    /** Takes a subscriber out of a channel; does nothing where it is not in it. */
    void unsubscribe(String channel, Subscriber subscriber);

    /**
     * Starts a channel anew where it exists: another epoch, because messages of its source were lost. Waits for nobody,
     * and calls no subscriber; whoever uses the channel afterwards finds the new epoch.
     */
    void restart(String channel);
}
