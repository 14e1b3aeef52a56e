package io.wirescope.internal.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private static final String KIND = "stats";

    private final LocalEngine engine = new LocalEngine();
    private final TestNode a = new TestNode("a", engine).join().answering(KIND, "{\"n\":1}");

    private TestNode other(String id, String answer) {
        return new TestNode(id, engine).join().answering(KIND, answer);
    }

    @Test
    void allAnswer() {
        other("b", "{\"n\":2}");
        other("c", "{\"n\":3}");

        Answers answers = a.questions().askAll(KIND, "q");

        assertThat(answers.byNode()).hasSize(3);
        assertThat(answers.byNode().get("c").getInt("n")).isEqualTo(3);
        assertThat(answers.missing()).isEmpty();
    }

    @Test
    void theQuestionReachesTheResponderAsItWas() {
        AtomicReference<String> asked = new AtomicReference<>();
        new TestNode("b", engine).join().with(new Responder() {
            @Override
            public String kind() {
                return KIND;
            }

            @Override
            public String answer(String question) {
                asked.set(question);
                return "{}";
            }
        });

        a.questions().askAll(KIND, "one\ntwo \u00fc");

        assertThat(asked).hasValue("one\ntwo \u00fc");
    }

    @Test
    void rubbishIsMissing() {
        other("b", "rubbish");
        other("c", "[1]");
        other("d", "{\"n\":4}");

        Answers answers = a.questions().askAll(KIND, "");

        assertThat(answers.answered()).containsExactly("a", "d");
        assertThat(answers.missing()).containsExactly("b", "c");
    }

    @Test
    void whatCanNotBeReadIsMissing() {
        other("b", "{\"other\":true}");

        Answers.Read<Integer> read = a.questions().askAll(KIND, "").read(answer -> answer.getInt("n"));

        assertThat(read.byNode()).containsOnlyKeys("a");
        assertThat(read.missing()).containsExactly("b");
    }

    @Test
    void oneThatThrowsIsMissingAtOnce() {
        new TestNode("b", engine).join(); // knows no answer

        assertThat(a.questions().askAll(KIND, "").missing()).containsExactly("b");
    }

    @Test
    void oneThatIsSilentIsMissingAfterTheDeadline() {
        engine.beat("b", new Beat("b", "x", 1, NodeState.UP, WireVersions.OURS,
                NodeVitals.read(null)).toText()); // nobody listens
        a.nodes().look();

        assertThat(a.questions().askAll(KIND, "").missing()).containsExactly("b");
    }

    @Test
    void anAnswerThatIsTooLongIsMissing() {
        other("b", "{\"n\":\"" + "x".repeat(Questions.MAX_ANSWER) + "\"}");

        assertThat(a.questions().askAll(KIND, "").missing()).containsExactly("b");
    }

    @Test
    void lateAndForeignFramesDoNoHarm() {
        TestNode b = other("b", "{\"n\":2}");
        engine.publish("rubbish");
        engine.publish("ws1 answer b unknown\n{}");
        engine.publish("ws2 ask b 1\nstats\n");
        b.frames().toNode("a", "answer", "late", "{}");

        assertThat(a.questions().askAll(KIND, "").answered()).containsExactly("a", "b");
        assertThat(a.frames().rubbish()).isEqualTo(2);
    }

    @Test
    void withTheEngineAwayTheOthersAreMissing() {
        other("b", "{\"n\":2}");
        engine.away(true);

        Answers answers = a.questions().askAll(KIND, "");

        assertThat(answers.answered()).containsExactly("a");
        assertThat(answers.missing()).containsExactly("b");
    }

    @Test
    void oneCanBeAskedAlone() {
        other("b", "{\"n\":2}");
        other("c", "{\"n\":3}");

        assertThat(a.questions().askOne("b", KIND, "")).hasValueSatisfying(answer ->
                assertThat(answer.getInt("n")).isEqualTo(2));
        assertThat(a.questions().askOne("gone", KIND, "")).isEmpty();
    }

    @Test
    void aKindThatNobodyAnswersIsAnErrorOfThisNode() {
        assertThatThrownBy(() -> a.questions().askAll("other", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
