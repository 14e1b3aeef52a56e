package io.wirescope.internal.nodes;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a node does. */
public enum NodeState {

    /** It serves. */
    UP,
    /** It takes no more connections and closes those that it has. */
    DRAINING,
    /** It has shut down. */
    LEFT,
    /** Nothing has come from it for {@code wirescope.cluster.node-ttl}. */
    LOST;

    /** {@return its name in beats and in the API} */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return whether the node answers questions} */
    public boolean isLiving() {
        return this == UP || this == DRAINING;
    }

    static Optional<NodeState> of(String wireName) {
        return Stream.of(values()).filter(state -> state.wireName().equals(wireName)).findFirst();
    }
}
