package io.wirescope.internal.rest.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LazyListTest {

    private final List<Long> read = new ArrayList<>();

    private ObservabilityEvent event(long sequence) {
        EventData data = () -> {
            read.add(sequence);
            return JsonFormat.object().add("n", sequence).build();
        };
        return new ObservabilityEvent(sequence, "bus", null, "test.event", 0, EventContext.of("test"), data);
    }

    @Test
    void eachViewIsMadeOnceWhileItIsWritten() throws Exception {
        List<ObservabilityEvent> events = LongStream.rangeClosed(1, 3).mapToObj(this::event).toList();

        EventPageView page = new EventPageView(new LazyList<>(events, ObservabilityEvent::toJson), events.size(), Map.of(), 100,
                1L, 3L, 3, null, null);
        assertThat(read).isEmpty();
        JsonObject json = JsonFormat.read(new JsonbResolver().getContext(EventPageView.class).toJson(page))
                .asJsonObject();

        assertThat(read).containsExactly(1L, 2L, 3L);
        assertThat(json.getJsonArray("events").getValuesAs(JsonObject.class))
                .extracting(event -> event.getJsonObject("data").getInt("n")).containsExactly(1, 2, 3);
    }
}
