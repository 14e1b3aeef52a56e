package io.wirescope.delivery;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Streams of messages by name, as one node of a gateway sees them: the seam for an engine that spans several servers.
 * Thread-safe; no method waits.
 *
 * <p>A broker numbers, keeps and announces messages. It knows no connection, and renders nothing for clients. A place (epoch,
 * offset) names one message for ever; within an epoch offsets rise by one.
 *
 * <p>A stage fails with {@link BrokerUnavailableException} where the engine can't be reached or does not answer in time. Stages
 * are completed by threads that hold no lock.
 */
public interface Broker {

    /** Gets what is published to the channels that the node follows. */
    interface Listener {

        /**
         * Takes a message. For one channel the calls come one after the other, by rising offsets, each message once; where some
         * are missing the next one's place shows it. Returns at once and throws nothing.
         *
         * @param channel  the channel
         * @param position the message's place
         * @param payload  the message; what this node published is the very object that it gave to {@link #publish}
         */
        void onPublication(String channel, StreamPosition position, Payload payload);

        /**
         * {@return a stage that completes when there is room for the next message of a channel} A broker that is fed by other
         * nodes waits for it before it brings that message, or nothing would bound what waits. For messages that this node
         * publishes the hub has done so.
         *
         * @param channel the channel
         */
        CompletionStage<Void> whenRoom(String channel);
    }

    /**
     * Sets who gets what is published. Called once, before anything else.
     *
     * @param listener gets it
     */
    void listen(Listener listener);

    /**
     * Appends a message to a channel, which begins to exist with its first. The messages that one thread publishes to a channel
     * keep their order.
     *
     * @return the message's place, once it is in the history, and the listener has it where the node follows the channel;
     *         fails with {@link MessageTooLargeException} when it is too large for the channel
     */
    CompletionStage<StreamPosition> publish(String channel, Payload payload);

    /**
     * Judges a message's size as {@link #publish} would, as far as the node knows where the channel stands. Sends nothing.
     *
     * @throws MessageTooLargeException when it is too large for the channel
     */
    void requireSize(String channel, Payload payload);

    /**
     * Reads a channel's history.
     *
     * @param channel a channel that the node follows
     * @param since   the place after which messages are wanted, or null for none, to learn where the channel stands
     * @param limit   how many messages at most, from 1
     * @return what there is, and at least all that the listener was given before the call. Once it has shown an epoch, the
     *         listener is given nothing of an earlier one
     */
    CompletionStage<HistoryPage> history(String channel, StreamPosition since, int limit);

    /**
     * Follows a channel: the listener gets every message that is published after the stage has completed. Calls are counted: the
     * node follows a channel that was subscribed to more often than unsubscribed from. A stage that fails has not counted.
     */
    CompletionStage<Void> subscribe(String channel);

    /** Takes back one {@link #subscribe}. Takes no lock that is held while the listener is called. */
    void unsubscribe(String channel);

    /** {@return where a channel stands, or empty where it had neither a message nor a node that follows it} */
    CompletionStage<Optional<StreamPosition>> newest(String channel);
}
