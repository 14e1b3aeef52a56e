package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final List<String> begun = new ArrayList<>();

    private boolean offer(Admission admission, String owner, String message) {
        return admission.offer(owner, () -> begun.add(message));
    }

    @Test
    void beginsAsManyAsMayBeUnderWayAndTheOthersInTurn() {
        Admission admission = new Admission(2, 10, false);
        for (String message : List.of("a1", "a2", "a3", "a4")) {
            assertThat(offer(admission, "a", message)).isTrue();
        }
        assertThat(offer(admission, "b", "b1")).isTrue();

        assertThat(begun).containsExactly("a1", "a2");
        assertThat(admission.inFlight()).isEqualTo(2);
        assertThat(admission.waiting()).isEqualTo(3);
        admission.ended("a");
        admission.ended("a");
        assertThat(begun).containsExactly("a1", "a2", "a3", "b1");
        admission.ended("a");
        admission.ended("a");
        admission.ended("b");
        assertThat(begun).containsExactly("a1", "a2", "a3", "b1", "a4");
        assertThat(admission.inFlight()).isZero();
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void whereOrderMattersThoseOfOneOwnerGoOneAfterTheOther() {
        Admission admission = new Admission(10, 10, true);
        for (String message : List.of("a1", "a2", "a3")) {
            offer(admission, "a", message);
        }
        offer(admission, "b", "b1");

        assertThat(begun).containsExactly("a1", "b1");
        admission.ended("b");
        assertThat(begun).containsExactly("a1", "b1");
        admission.ended("a");
        admission.ended("a");
        assertThat(begun).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void refusesWhatIsOverTheQueueAndOneOwnerHasHalfOfIt() {
        Admission admission = new Admission(1, 4, false);
        assertThat(offer(admission, "a", "a1")).isTrue();
        assertThat(offer(admission, "a", "a2")).isTrue();
        assertThat(offer(admission, "a", "a3")).isTrue();
        assertThat(offer(admission, "a", "a4")).isFalse();
        assertThat(offer(admission, "b", "b1")).isTrue();
        assertThat(offer(admission, "c", "c1")).isTrue();
        assertThat(offer(admission, "d", "d1")).isFalse();
        assertThat(admission.waiting()).isEqualTo(4);

        admission.ended("a");
        assertThat(offer(admission, "d", "d2")).isTrue();
    }

    @Test
    void withoutAQueueTakesWhatCanBegin() {
        Admission admission = new Admission(1, 0, true);
        assertThat(offer(admission, "a", "a1")).isTrue();
        assertThat(offer(admission, "b", "b1")).isFalse();
        admission.ended("a");
        assertThat(offer(admission, "b", "b2")).isTrue();
        assertThat(begun).containsExactly("a1", "b2");
    }

    @Test
    void manyThatEndAtOnceDoNotNest() {
        Admission admission = new Admission(1, 100_000, true);
        offer(admission, "first", "first");
        for (int i = 0; i < 50_000; i++) {
            admission.offer("a", () -> {
                begun.add("a");
                admission.ended("a");
            });
        }
        admission.ended("first");

        assertThat(begun).hasSize(50_001);
        assertThat(admission.inFlight()).isZero();
    }
}
