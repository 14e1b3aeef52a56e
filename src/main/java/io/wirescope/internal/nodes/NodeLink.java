package io.wirescope.internal.nodes;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What carries beats, frames and shared values between nodes. Thread-safe; no method blocks. A stage fails while the
 * engine is away.
 */
public interface NodeLink {

    /**
     * Writes a node's beat in place of its last.
     *
     * @param node the node's id
     * @param text the beat
     * @param life after which it is gone unless the next one comes
     * @return completes when the engine has it
     */
    CompletionStage<Void> beat(String node, String text, Duration life);

    /** {@return the beats that are there, by the ids of their nodes} */
    CompletionStage<Map<String, String>> beats();

    /**
     * Sends a frame to every node that listens, the sender included. Frames that a node can't take are lost.
     *
     * @param frame any text
     * @return completes when the engine has taken it
     */
    CompletionStage<Void> publish(String frame);

    /**
     * Sends a frame to one node.
     *
     * @param node  the node's id
     * @param frame any text
     * @return completes when the engine has taken it
     */
    CompletionStage<Void> publish(String node, String frame);

    /**
     * Receives the frames to all nodes and those to one.
     *
     * @param node     the id of the node that listens
     * @param receiver gets each frame, on a thread of the link: must not block; called again after a lost connection
     */
    void listen(String node, Consumer<String> receiver);

    /**
     * Replaces a shared value.
     *
     * @param key   names the value
     * @param value the new value
     * @return the version that the value has now; above the last, also where the engine has lost that
     */
    CompletionStage<Long> share(String key, String value);

    /** {@return the shared values, by their keys} */
    CompletionStage<Map<String, SharedValue>> shared();
}
