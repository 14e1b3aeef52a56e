package io.wirescope.internal.cluster;

import io.wirescope.delivery.Payload;
import io.wirescope.delivery.StreamPosition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * The streams of messages of all servers, as the engine keeps them. Thread-safe; no method waits. Stages fail with
 * {@link io.wirescope.delivery.BrokerUnavailableException} when the engine is away or does not answer in time.
 */
public interface ChannelLog {

    /**
     * A message as it comes from the engine.
     *
     * @param position its place
     * @param id       who sent it, and its number there; the same whenever it comes
     * @param text     its text
     */
    record Entry(StreamPosition position, String id, String text) {
    }

    /**
     * What was appended.
     *
     * @param position the place
     * @param nodes    how many servers were notified
     */
    record Appended(StreamPosition position, long nodes) {
    }

    /**
     * A part of a channel.
     *
     * @param newest  where the channel stands
     * @param first   the offset of the oldest message that is kept, or of the next one where none is
     * @param entries messages, each the next of the one before
     */
    record Page(StreamPosition newest, long first, List<Entry> entries) {
    }

    /** Takes what comes of channels that are followed. */
    @FunctionalInterface
    interface Follower {

        /** Takes a message. Those of one channel come in the order of their offsets, but some may be missing. */
        void take(Entry entry);
    }

    /**
     * Appends a message. Those that one thread appends to a channel keep their order. Each is in the log once, also when the
     * connection was lost meanwhile.
     *
     * @param id is given the message's id before it is sent for the first time, and null once nothing of it is under way
     */
    CompletionStage<Appended> append(String channel, Payload payload, BiConsumer<String, Payload> id);

    /**
     * Reads messages after a place, from the first where the channel's epoch is another. Makes the channel where it is not there.
     *
     * @param epoch the place's epoch, or null
     * @param after its offset
     * @param limit how many at most; 0 to learn where the channel stands
     */
    CompletionStage<Page> read(String channel, String epoch, long after, int limit);

    /** {@return where channels stand; those that are not there are left out} Renews the time that they are kept. */
    CompletionStage<Map<String, StreamPosition>> heads(List<String> channels);

    /** Brings what is appended to a channel from the completion of the stage on. */
    CompletionStage<Void> follow(String channel, Follower follower);

    /** Ends what {@link #follow} has begun. */
    void unfollow(String channel, Follower follower);

    /** Does what is to be done from time to time. */
    void sweep();
}
