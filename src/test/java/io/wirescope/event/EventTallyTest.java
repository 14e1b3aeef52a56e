package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EventTallyTest {

    @Property(tries = 300)
    void countsAsAMapWould(@ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> some,
            @ForAll @Size(max = 50) List<@IntRange(max = 60) Integer> more) {
        EventTally tally = tally(some);

        tally(more).forEach(tally::add);

        Map<String, Integer> expected = new HashMap<>();
        some.forEach(type -> expected.merge("my.type" + type, 1, Integer::sum));
        more.forEach(type -> expected.merge("my.type" + type, 1, Integer::sum));
        Map<String, Integer> counted = new HashMap<>();
        tally.forEach((type, count) -> assertThat(counted.put(type, count)).as("told once").isNull());
        assertThat(counted).isEqualTo(expected);
        assertThat(expected).allSatisfy((type, count) -> assertThat(tally.of(type)).isEqualTo(count));
        assertThat(tally.of("my.other")).isZero();
    }

    private static EventTally tally(List<Integer> types) {
        EventTally tally = new EventTally();
        types.forEach(type -> tally.add("my.type" + type, 1));
        return tally;
    }
}
