package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bounds of a page, which were read from the ring before its events are. */
class EventSearchTest {

    private final TreeMap<Long, ObservabilityEvent> ofOneRequest = new TreeMap<>();

    private EventSearchTest() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            ofOneRequest.put(sequence, new ObservabilityEvent(sequence, "bus", null, "test.event", 0,
                    EventContext.of("test"), EventData.of(JsonValue.EMPTY_JSON_OBJECT)));
        }
    }

    private static EventSearch search(long after, boolean descending, long newest, long oldest) {
        return new EventSearch(new EventQuery(EventFilter.ALL, after, 10, descending), newest, oldest);
    }

    @Test
    void takesWhatIsInTheBuffer() {
        assertThat(search(0, false, 4, 2).inOrder(ofOneRequest)).extracting(ObservabilityEvent::sequence)
                .containsExactly(2L, 3L, 4L);
        assertThat(search(0, true, 4, 2).inOrder(ofOneRequest)).extracting(ObservabilityEvent::sequence)
                .containsExactly(4L, 3L, 2L);
    }

    @Test
    void takesWhatIsAfterThePlaceThatWasGiven() {
        assertThat(search(3, false, 5, 2).inOrder(ofOneRequest)).extracting(ObservabilityEvent::sequence)
                .containsExactly(4L, 5L);
    }

    @Test
    void leavesWhatCameSinceForTheNextPage() {
        EventSearch search = search(4, false, 4, 1);

        search.addAll(search.inOrder(ofOneRequest));

        assertThat(search.found()).as("the page says: go on after 4").isEmpty();
    }
}
