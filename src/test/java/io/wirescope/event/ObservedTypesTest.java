package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import java.lang.annotation.Annotation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the bus is subscribed to for some observers. */
class ObservedTypesTest {

    private static final Annotation DRIFT = EventOf.Literal.of("drift.status");
    private static final Annotation CACHE = EventOf.Literal.of("cache.rebuild");

    private final ObservedTypes types = new ObservedTypes();

    @Test
    void wantsNothingWhenNobodyObserves() {
        assertThat(types.filter()).isEmpty();
        assertThat(types.named()).isEmpty();
    }

    @Test
    void wantsJustTheTypesThatAreNamed() {
        assertThat(types.add(Set.of(DRIFT))).isTrue();
        assertThat(types.add(Set.of(CACHE, Any.Literal.INSTANCE))).isTrue();
        assertThat(types.add(Set.of(DRIFT))).isTrue();

        assertThat(types.filter()).contains(EventFilter.ofTypes("drift.status", "cache.rebuild"));
        assertThat(types.named()).containsExactlyInAnyOrder("drift.status", "cache.rebuild");
    }

    @Test
    void wantsAllForAnObserverWithoutQualifier() {
        types.add(Set.of(DRIFT));
        types.add(Set.of());

        assertThat(types.filter()).contains(EventFilter.ALL);
        assertThat(types.named()).containsExactly("drift.status");
    }

    @Test
    void wantsAllForAnObserverOfAny() {
        assertThat(types.add(Set.of(Any.Literal.INSTANCE))).isTrue();

        assertThat(types.filter()).contains(EventFilter.ALL);
    }

    @Test
    void wantsNothingForQualifiersThatAreNotOnItsEvents() {
        assertThat(types.add(Set.of(Default.Literal.INSTANCE))).isFalse();
        assertThat(types.add(Set.of(DRIFT, Default.Literal.INSTANCE))).isFalse();

        assertThat(types.filter()).isEmpty();
    }

    @Test
    void refusesANameThatNoEventCanHave() {
        assertThatIllegalArgumentException().isThrownBy(() -> types.add(Set.of(EventOf.Literal.of("Drift.Status"))))
                .withMessageContaining("Drift.Status").withMessageContaining(EventType.RULE);

        assertThat(types.filter()).isEmpty();
    }

    @EventOf("drift.status")
    private static final class Annotated {
    }

    @Test
    void theLiteralIsEqualToTheAnnotation() {
        assertThat(DRIFT).isEqualTo(Annotated.class.getAnnotation(EventOf.class)).isNotEqualTo(CACHE);
    }
}
