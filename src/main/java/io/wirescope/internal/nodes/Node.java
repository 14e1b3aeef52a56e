package io.wirescope.internal.nodes;

import java.time.Duration;

/**
 * A node as this one sees it.
 *
 * @param id     its id
 * @param state  what it does
 * @param wire   the versions that it understands
 * @param vitals its numbers, as of its last beat
 * @param silent the time since its last beat was seen here
 */
public record Node(String id, NodeState state, WireVersions wire, NodeVitals vitals, Duration silent) {
}
