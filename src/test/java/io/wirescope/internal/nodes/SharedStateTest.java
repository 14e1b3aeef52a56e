package io.wirescope.internal.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedStateTest {

    private final LocalEngine engine = new LocalEngine();
    private final TestNode a = new TestNode("a", engine).join();
    private final TestNode b = new TestNode("b", engine).join();
    private final List<String> seenByB = new ArrayList<>();

    @Test
    void aValueIsOneForAll() {
        b.shared().follow("k", seenByB::add);

        a.shared().share("k", "1");
        a.shared().share("k", "2");

        assertThat(seenByB).containsExactly("1", "2");
    }

    @Test
    void oneThatJoinsLaterHasItToo() {
        a.shared().share("k", "1");
        TestNode late = new TestNode("c", engine).join();
        List<String> seen = new ArrayList<>();

        late.shared().follow("k", seen::add);

        assertThat(seen).containsExactly("1");
    }

    @Test
    void theNodesGiveBackWhatTheEngineHasLost() {
        a.shared().share("k", "1");
        engine.forgetShared();
        a.gateway().scheduler().tasks().forEach(task -> task.runNow());
        TestNode late = new TestNode("c", engine).join();
        List<String> seen = new ArrayList<>();

        late.shared().follow("k", seen::add);

        assertThat(seen).containsExactly("1");
    }

    @Test
    void withoutTheEngineNothingFails() {
        engine.away(true);

        a.shared().share("k", "1");

        b.shared().follow("k", seenByB::add);
        assertThat(seenByB).isEmpty();
    }

    @Test
    void aServerThatStandsAloneSharesNothing() {
        SharedState alone = SharedState.none();
        alone.follow("k", seenByB::add);

        alone.share("k", "1");

        assertThat(seenByB).isEmpty();
    }
}
