package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events split over servers and added up come out as on one server, through the form that is kept, too. */
class DriftMergeTest {

    private static final int NODES = 3;

    private final SplittableRandom random = new SplittableRandom(8);
    private final WatchedModel one = node();
    private final List<WatchedModel> nodes = Stream.generate(DriftMergeTest::node).limit(NODES).toList();

    private static WatchedModel node() {
        return new WatchedModel();
    }

    private JsonObject event(double shift) {
        JsonObjectBuilder features = JsonFormat.object().add("age", random.nextGaussian() + shift)
                .add("country", List.of("DE", "FR", "IT").get(random.nextInt(3))).add("step", random.nextInt(5));
        if (random.nextInt(4) > 0) {
            features.add("sometimes", random.nextDouble());
        }
        return features.build();
    }

    private void count(int events, double shift) {
        for (int i = 0; i < events; i++) {
            JsonObject event = event(shift);
            one.count(event);
            nodes.get(random.nextInt(NODES)).count(event);
        }
    }

    private static ModelState restored(ModelState state) {
        try {
            return DriftStateJson.read(JsonFormat.read(JsonFormat.write(DriftStateJson.write(state))).asJsonObject(), 200);
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theReferenceOfAllIsThatOfOne() {
        count(5000, 0);

        Learning sum = nodes.stream().map(node -> restored(node.drift().state()).learning()).reduce(Learning::plus).orElseThrow();
        assertThat(sum.events()).isEqualTo(5000);
        Reference merged = sum.freeze(Reference.Origin.LEARNED, WatchedModel.NOW);
        assertThat(merged.isSameAs(one.drift().reference())).isTrue();
    }

    @Test
    void theVerdictOfAllIsThatOfOne() {
        for (int i = 0; i < 5000; i++) {
            one.count(event(0));
        }
        Reference reference = one.drift().reference();
        nodes.forEach(node -> {
            node.count(event(0));
            node.drift().use(reference, WatchedModel.NOW);
        });
        count(500, 0.4);

        List<ModelState> states = new ArrayList<>(nodes.stream().map(node -> restored(node.drift().state())).toList());
        assertThat(states).allMatch(state -> state.reference().isSameAs(reference));
        Counts sum = states.stream().map(ModelState::window).reduce(Counts::plus).orElseThrow();
        ModelDrift judge = new ModelDrift(WatchedModel.KEY, one.drift().config(), WatchedModel.NOW);
        judge.restore(new ModelState(WatchedModel.KEY, null, reference, sum, null, new byte[reference.bins().size()], 0,
                one.drift().level(), WatchedModel.NOW, List.of()));
        assertThat(judge.judge(WatchedModel.NOW)).isEqualTo(one.drift().judge(WatchedModel.NOW));
        assertThat(judge.history().get(0).drifted()).isEqualTo(1);
    }

    @Test
    void countsOverOtherBinsAreNotAdded() {
        count(9000, 0);
        one.drift().judge(WatchedModel.NOW);
        Counts other = new Counts(new Bins(new String[0], new double[0][], new String[0][]), WatchedModel.NOW);
        assertThatIllegalArgumentException().isThrownBy(() -> one.drift().window().plus(other));
    }
}
