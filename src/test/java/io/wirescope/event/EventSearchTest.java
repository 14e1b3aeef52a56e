package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search takes from the buffer, and how much of the buffer it reads for it. */
class EventSearchTest {

    private static final EventFilter WANTED = new EventFilter(Set.of(), "wanted", null, null, null, null, null);

    private final CountingRing ring = new CountingRing(1024);
    private final RequestIndex requests = new RequestIndex(ring);

    private EventSearch search(EventQuery query, long newest, long oldest) {
        EventSearch search = new EventSearch(query, newest, oldest);
        search.search(ring, requests);
        return search;
    }

    private List<Long> found(long after, boolean descending, long newest, long oldest) {
        return search(new EventQuery(WANTED, after, 10, descending), newest, oldest).found().stream()
                .map(ObservabilityEvent::sequence).toList();
    }

    private void publishWanted(int events) {
        for (int i = 0; i < events; i++) {
            ring.publish("wanted");
        }
    }

    @Test
    void takesWhatIsInTheBuffer() {
        publishWanted(5);

        assertThat(found(0, false, 4, 2)).containsExactly(2L, 3L, 4L);
        assertThat(found(0, true, 4, 2)).containsExactly(4L, 3L, 2L);
    }

    @Test
    void takesWhatIsAfterThePlaceThatWasGiven() {
        publishWanted(5);

        assertThat(found(3, false, 5, 2)).containsExactly(4L, 5L);
        assertThat(found(3, true, 5, 2)).containsExactly(5L, 4L);
    }

    @Test
    void leavesWhatCameSinceForTheNextPage() {
        publishWanted(5);

        assertThat(found(4, false, 4, 1)).as("the page says: go on after 4").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsTheEventsOfOneRequestAlone(boolean descending) {
        for (int i = 1; i <= 1200; i++) {
            ring.publish(i % 400 == 0 ? "wanted" : null);
        }
        requests.catchUp();
        ring.resetReads();

        assertThat(found(0, descending, ring.newest(), ring.oldest())).hasSize(3);
        assertThat(ring.reads()).isEqualTo(3);
    }
}
