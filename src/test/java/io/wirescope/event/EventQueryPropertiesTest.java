package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Buffer, reserves and index together answer as one plain list would. */
class EventQueryPropertiesTest {

    private static final JsonObject DATA = JsonValue.EMPTY_JSON_OBJECT;
    private static final List<String> TYPES = List.of("drift.status", "ws.message.in", "my.a", "my.b");
    private static final int ANY = 4;

    /** Each step is a clear (0), or a publish of one of four types for one of four requests. */
    @Property(tries = 1_000)
    void answersAsAPlainListWould(@ForAll @IntRange(min = 1, max = 9) int bufferSize,
            @ForAll @IntRange(max = 3) int reserve, @ForAll @IntRange(max = 3) int shift,
            @ForAll @Size(max = 60) List<@IntRange(max = 16) Integer> steps,
            @ForAll @IntRange(max = 60) int after, @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll boolean descending,
            @ForAll @IntRange(max = ANY) int type, @ForAll @IntRange(max = ANY) int request) {
        ObservabilityEventBus bus = new ObservabilityEventBus(
                new EventBusConfig(bufferSize, reserve, 100, Duration.ofMinutes(1)), shift,
                new SettableClock(), new CountingIds(), new Threads(task -> { }, null));
        PlainList list = new PlainList(bufferSize, reserve);
        for (int step : steps) {
            if (step == 0) {
                assertThat(bus.clear()).isEqualTo(list.clear());
            } else {
                list.published.add(bus.publish(TYPES.get(step % 4),
                        new EventContext("request-" + (step - 1) / 4, null, null, null, "test"), DATA));
            }
        }
        EventQuery query = new EventQuery(new EventFilter(type == ANY ? Set.of() : Set.of(TYPES.get(type)),
                request == ANY ? null : "request-" + request, null, null, null, null, null), after, limit, descending);

        EventPage page = bus.query(query);

        assertThat(page.events()).isEqualTo(list.answer(query));
        boolean cut = !descending && page.events().size() == limit;
        assertThat(page.nextAfter()).isEqualTo(cut ? page.events().get(limit - 1).sequence()
                : Math.max(list.published.size(), after));
        assertThat(bus.stats().currentBufferSize() + bus.stats().reservedEvents()).isEqualTo(list.kept().size());
    }

    private static final class PlainList {

        private final int bufferSize;
        private final int reserve;
        private final List<ObservabilityEvent> published = new ArrayList<>();
        private int floor;

        PlainList(int bufferSize, int reserve) {
            this.bufferSize = bufferSize;
            this.reserve = reserve;
        }

        long clear() {
            long kept = kept().size();
            floor = published.size();
            return kept;
        }

        List<ObservabilityEvent> kept() {
            List<ObservabilityEvent> kept = new ArrayList<>();
            for (int i = floor; i < published.size(); i++) {
                ObservabilityEvent event = published.get(i);
                long newerOfItsType = published.subList(i + 1, published.size()).stream()
                        .filter(other -> other.eventType().equals(event.eventType())).count();
                if (i >= published.size() - bufferSize || newerOfItsType < reserve) {
                    kept.add(event);
                }
            }
            return kept;
        }

        List<ObservabilityEvent> answer(EventQuery query) {
            List<ObservabilityEvent> kept = kept();
            if (query.descending()) {
                Collections.reverse(kept);
            }
            return kept.stream().filter(event -> event.sequence() > query.after())
                    .filter(query.filter()::matches).limit(query.limit()).toList();
        }
    }
}
