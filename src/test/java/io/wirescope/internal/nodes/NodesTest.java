package io.wirescope.internal.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {

    private final LocalEngine engine = new LocalEngine();

    @Test
    void nodesSeeEachOtherAndTellOfIt() {
        TestNode a = new TestNode("a", engine).join();
        TestNode b = new TestNode("b", engine).join();

        assertThat(a.nodes().living()).containsExactly("a", "b");
        assertThat(b.nodes().living()).containsExactly("a", "b");
        assertThat(a.named(Nodes.JOINED)).containsExactly("a", "b");
        assertThat(b.named(Nodes.JOINED)).containsExactly("a", "b");
    }

    @Test
    void aNodeThatShutsDownHasLeft() {
        TestNode a = new TestNode("a", engine).join();
        TestNode b = new TestNode("b", engine).join();

        b.nodes().stop();

        assertThat(a.nodes().living()).containsExactly("a");
        assertThat(a.named(Nodes.LEFT)).containsExactly("b");
        assertThat(a.nodes().all()).extracting(Node::state).containsExactly(NodeState.UP, NodeState.LEFT);
    }

    @Test
    void aSilentNodeIsLostAndJoinsAgainWithItsNextBeat() {
        TestNode a = new TestNode("a", engine, WireVersions.OURS, Duration.ofNanos(1)).join();
        TestNode b = new TestNode("b", engine).join();

        a.nodes().look();
        assertThat(a.named(Nodes.LOST)).containsExactly("b");
        assertThat(a.nodes().living()).containsExactly("a");

        b.nodes().look();
        a.nodes().look();
        assertThat(a.named(Nodes.JOINED)).containsExactly("a", "b", "b");
    }

    @Test
    void nobodyIsLostBecauseTheEngineWasAway() {
        TestNode a = new TestNode("a", engine, WireVersions.OURS, Duration.ofHours(1)).join();
        new TestNode("b", engine).join();
        engine.away(true);
        a.nodes().look();
        engine.expire("a");
        engine.expire("b"); // it has lost all
        engine.away(false);

        a.nodes().look();

        assertThat(a.nodes().living()).containsExactly("a", "b");
        assertThat(a.named(Nodes.LOST)).isEmpty();
    }

    @Test
    void aDrainingNodeSaysSo() {
        TestNode a = new TestNode("a", engine).join();
        TestNode b = new TestNode("b", engine).join();

        b.gateway().registry().drain();
        b.nodes().look();
        a.nodes().look();

        assertThat(a.nodes().all()).extracting(Node::state).containsExactly(NodeState.UP, NodeState.DRAINING);
        assertThat(a.nodes().living()).containsExactly("a", "b");
        assertThat(b.gateway().registry().isDraining()).isTrue();
        assertThat(a.gateway().registry().isDraining()).isFalse();
    }

    @Test
    void twoNodesWithOneIdAreNoticedByBothAndTold() {
        TestNode first = new TestNode("a", engine).join();
        TestNode second = new TestNode("a", engine).join();
        assertThat(first.nodes().isInConflict()).isFalse(); // it may be a restart

        first.nodes().look();
        second.nodes().look();

        assertThat(first.nodes().isInConflict()).isTrue();
        assertThat(second.nodes().isInConflict()).isTrue();
        assertThat(first.named(Nodes.CONFLICT)).containsExactly("a");
        assertThat(second.named(Nodes.CONFLICT)).containsExactly("a");
    }

    @Test
    void aNodeThatStartsAgainUnderItsIdIsNoConflict() {
        new TestNode("a", engine).join();
        TestNode again = new TestNode("a", engine).join();

        again.nodes().look();
        again.nodes().look();

        assertThat(again.nodes().isInConflict()).isFalse();
    }

    @Test
    void aNodeWithoutACommonVersionDoesNotJoinUntilTheOthersAreGone() {
        TestNode old = new TestNode("old", engine, new WireVersions(1, 2), Duration.ofHours(1)).join();
        TestNode young = new TestNode("young", engine, new WireVersions(3, 4), Duration.ofHours(1)).join();

        assertThat(young.nodes().refusal()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("old").contains("1 to 2").contains("3 to 4"));
        assertThat(young.named(Nodes.REFUSED)).containsExactly("old");
        assertThat(old.nodes().living()).containsExactly("old");

        old.nodes().stop();
        young.nodes().look();
        assertThat(young.nodes().refusal()).isEmpty();
        assertThat(young.nodes().all()).extracting(Node::id).contains("young");
    }

    @Test
    void allSpeakTheNewestVersionThatEachUnderstands() {
        TestNode old = new TestNode("old", engine, new WireVersions(1, 2), Duration.ofHours(1)).join();
        TestNode young = new TestNode("young", engine, new WireVersions(2, 4), Duration.ofHours(1)).join();

        assertThat(List.of(old.nodes().wireVersion(), young.nodes().wireVersion())).containsOnly(2);

        old.nodes().stop();
        assertThat(young.nodes().wireVersion()).isEqualTo(4);
    }

    @Test
    void whatIsNoBeatIsPassedOver() {
        TestNode a = new TestNode("a", engine).join();
        engine.beat("b", "rubbish");
        engine.beat("c", "[]");
        engine.beat("d", "{\"node\":\"d\"}");
        engine.beat("e", "{\"node\":\"a\",\"instance\":\"x\",\"number\":1,\"wire_least\":9,\"wire_most\":9}");

        a.nodes().look();

        assertThat(a.nodes().living()).containsExactly("a");
        assertThat(a.nodes().isInConflict()).isFalse();
    }

    @Test
    void theNumbersOfANodeComeWithItsBeat() {
        TestNode a = new TestNode("a", engine).join();
        TestNode b = new TestNode("b", engine).join();
        a.nodes().look();

        NodeVitals vitals = a.nodes().all().get(1).vitals();
        assertThat(vitals.started()).isNotEmpty();
        assertThat(vitals.connections()).isZero();
        assertThat(b.nodes().self()).contains("b");
    }
}
