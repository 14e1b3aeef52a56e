package io.wirescope.internal.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is there, from the beats. Ages are by this node's monotonic clock, from when a beat first differed: the clocks of
 * nodes need not agree. Thread-safe.
 */
final class Membership {

    /** How long a node that left or was lost stays listed. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** Nodes that left or were lost and stay listed, at most. */
    private static final int MAX_GONE = 100;

    private final String self;
    private final Duration nodeTtl;

    // Guarded by this.
    private final Map<String, Seen> nodes = new HashMap<>();

    /**
     * A change of who is there.
     *
     * @param node  the node
     * @param state what it is now: up, left or lost
     */
    record Change(String node, NodeState state) {
    }

    private record Seen(Beat beat, NodeState state, long nanos) {

        Node toNode(long now) {
            return new Node(beat.node(), state, beat.wire(), beat.vitals(), Duration.ofNanos(now - nanos));
        }
    }

    Membership(String self, Duration nodeTtl) {
        this.self = self;
        this.nodeTtl = nodeTtl;
    }

    /**
     * Takes in the beats that were read.
     *
     * @param beats those of all nodes
     * @param now   a monotonic time in nanoseconds
     * @return what changed, in the order of the nodes' ids
     */
    synchronized List<Change> see(Collection<Beat> beats, long now) {
        List<Change> changes = new ArrayList<>();
        beats.forEach(beat -> take(beat, now, changes));
        nodes.replaceAll((id, seen) -> seen.state().isLiving() && !id.equals(self) && isOver(seen, nodeTtl, now)
                ? lost(seen, now, changes) : seen);
        nodes.values().removeIf(seen -> !seen.state().isLiving() && isOver(seen, REMEMBERED, now));
        forgetSurplus();
        changes.sort(Comparator.comparing(Change::node));
        return changes;
    }

    private void take(Beat beat, long now, List<Change> changes) {
        Seen before = nodes.get(beat.node());
        boolean isSame = before != null && before.beat().instance().equals(beat.instance())
                && before.beat().number() == beat.number();
        if (isSame || before == null && !beat.state().isLiving()) {
            return;
        }
        nodes.put(beat.node(), new Seen(beat, beat.state(), now));
        boolean was = before != null && before.state().isLiving();
        if (was != beat.state().isLiving()) {
            changes.add(new Change(beat.node(), was ? NodeState.LEFT : NodeState.UP));
        }
    }

    private static boolean isOver(Seen seen, Duration time, long now) {
        return now - seen.nanos() > time.toNanos();
    }

    private static Seen lost(Seen seen, long now, List<Change> changes) {
        changes.add(new Change(seen.beat().node(), NodeState.LOST));
        return new Seen(seen.beat(), NodeState.LOST, now);
    }

    private void forgetSurplus() {
        List<Seen> gone = nodes.values().stream().filter(seen -> !seen.state().isLiving())
                .sorted(Comparator.comparingLong(Seen::nanos).reversed()).skip(MAX_GONE).toList();
        gone.forEach(seen -> nodes.remove(seen.beat().node()));
    }

    /** Notes that nothing could be read for a time: silence meanwhile says nothing of the nodes. */
    synchronized void resume(long now) {
        nodes.replaceAll((id, seen) -> seen.state().isLiving() ? new Seen(seen.beat(), seen.state(), now) : seen);
    }

    /** {@return the nodes that are there, and for a minute those that left or were lost, by their ids} */
    synchronized List<Node> all(long now) {
        return nodes.values().stream().map(seen -> seen.toNode(now)).sorted(Comparator.comparing(Node::id)).toList();
    }

    /** {@return the ids of the nodes that are there, in order; this one may be missing before its first beat} */
    synchronized List<String> living() {
        return nodes.values().stream().filter(seen -> seen.state().isLiving()).map(seen -> seen.beat().node()).sorted()
                .toList();
    }
}
