package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypeLogTest {

    private final EventTypeLog log = new EventTypeLog("test.event", 2);

    private void add(long... sequences) {
        for (long sequence : sequences) {
            log.add(new ObservabilityEvent(sequence, "bus", null, "test.event", 0, EventContext.of("test"),
                    EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
        }
    }

    private List<Long> kept() {
        return log.pushedOut(1, Long.MAX_VALUE).stream().map(ObservabilityEvent::sequence).toList();
    }

    @Test
    void keepsTheLastFewAndCountsAll() {
        assertThat(kept()).isEmpty();

        add(3, 7, 9);

        assertThat(kept()).containsExactlyInAnyOrder(7L, 9L);
        assertThat(log.count()).isEqualTo(new EventTypeCount("test.event", 3, 0));
    }

    @Test
    void anEventThatComesLateDoesNotTakeThePlaceOfANewerOne() {
        add(7, 9, 3);

        assertThat(kept()).containsExactlyInAnyOrder(7L, 9L);
        assertThat(log.count().published()).isEqualTo(3);
    }

    @Test
    void clearDropsWhatIsNotNewer() {
        add(3, 7);
        log.clear(2);
        assertThat(kept()).containsExactlyInAnyOrder(3L, 7L);

        log.clear(3);

        assertThat(kept()).containsExactly(7L);
        assertThat(log.count().published()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // from, below, pushed out
        "1, 100, '7,9'",
        "1, 10,  '7,9'",
        "1, 9,   '7'",
        "1, 7,   ''",
        "8, 100, '9'",
        "9, 9,   ''"})
    void tellsWhatIsNeitherClearedNorInTheBuffer(long from, long below, String pushedOut) {
        add(3, 7, 9);

        assertThat(log.pushedOut(from, below).stream().map(event -> Long.toString(event.sequence())).sorted())
                .containsExactlyElementsOf(pushedOut.isEmpty() ? List.of() : List.of(pushedOut.split(",")));
        assertThat(log.countPushedOut(from, below)).isEqualTo(log.pushedOut(from, below).size());
    }

    private void addTwentyOfAThreadEach() throws InterruptedException {
        for (long sequence = 1; sequence <= 20; sequence++) {
            long next = sequence;
            Thread publisher = new Thread(() -> add(next));
            publisher.start();
            publisher.join();
        }
    }

    @Test
    void whatIsInTheBufferCountsAmongTheLastFewOfAllThreads() throws Exception {
        addTwentyOfAThreadEach();

        assertThat(log.pushedOut(1, 20)).extracting(ObservabilityEvent::sequence).containsExactly(19L);
        assertThat(log.countPushedOut(1, 20)).isEqualTo(1);
        assertThat(log.pushedOut(1, 19)).isEmpty();
        assertThat(log.countPushedOut(1, 19)).isZero();
    }

    @Test
    void mayKeepNothing() {
        EventTypeLog bare = new EventTypeLog("test.event", 0);

        bare.add(new ObservabilityEvent(1, "bus", null, "test.event", 0, EventContext.of("test"),
                EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
        bare.countEvicted();

        assertThat(bare.count()).isEqualTo(new EventTypeCount("test.event", 1, 1));
        assertThat(bare.pushedOut(1, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void keepsTheLastFewOfAllThreads() throws Exception {
        addTwentyOfAThreadEach();

        assertThat(kept()).containsExactlyInAnyOrder(20L, 19L);
        assertThat(log.count().published()).isEqualTo(20);
    }
}
