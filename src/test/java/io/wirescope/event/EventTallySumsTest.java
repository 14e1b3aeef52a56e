package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTallySumsTest {

    private static final int CELLS = 2;

    private final Map<Long, EventChunk> ring = new HashMap<>();
    private final EventTallySums sums = new EventTallySums(4, 2);

    private EventChunk chunk(long number, String... types) {
        EventChunk chunk = new EventChunk(number, CELLS);
        for (int cell = 0; cell < types.length; cell++) {
            chunk.set(cell, new ObservabilityEvent(chunk.first() + cell, "bus", null, types[cell], 0,
                    EventContext.of("test"), EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
        }
        ring.put(number, chunk);
        return chunk;
    }

    @Test
    void addsUpChunksToWhichNothingMoreCanCome() {
        chunk(2, "my.a", "my.b");
        EventChunk open = chunk(3, "my.a");

        assertThat(sums.of(1, ring::get)).isNull();
        open.seal();

        assertThat(sums.of(1, ring::get).of("my.a")).isEqualTo(2);
        assertThat(sums.of(1, ring::get).of("my.b")).isEqualTo(1);
    }

    @Test
    void looksAtTheChunksOnce() {
        chunk(2, "my.a", "my.a");
        chunk(3, "my.a", "my.a");
        EventTally sum = sums.of(1, ring::get);
        ring.clear();

        assertThat(sums.of(1, ring::get)).isSameAs(sum);
    }

    @Test
    void aSumIsOfOneLapOnly() {
        chunk(0, "my.a", "my.a");
        chunk(1, "my.a", "my.a");
        assertThat(sums.of(0, ring::get).of("my.a")).isEqualTo(4);
        ring.clear();

        assertThat(sums.of(3, ring::get)).as("in the same place, of chunks that are not there").isNull();
        chunk(6, "my.b", "my.b");
        chunk(7, "my.b", "my.a");
        assertThat(sums.of(3, ring::get).of("my.b")).isEqualTo(3);
        assertThat(sums.of(3, ring::get).of("my.a")).isEqualTo(1);
    }
}
