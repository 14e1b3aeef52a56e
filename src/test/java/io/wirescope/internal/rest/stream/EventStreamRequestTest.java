package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventFilter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader may ask for. */
class EventStreamRequestTest {

    private static EventStreamRequest read(String query, String lastEventId) {
        return EventStreamRequest.read(query, lastEventId == null ? List.of() : List.of(lastEventId));
    }

    private static void assertRefused(String query, String lastEventId, String parameter, String rule) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> read(query, lastEventId))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo(parameter);
                    assertThat(refusal.rule()).contains(rule);
                });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "unknown=1", "&&", "="})
    void asksForAllThatComesFromNowOn(String query) {
        assertThat(read(query, null)).isEqualTo(new EventStreamRequest(EventFilter.ALL, null));
    }

    @Test
    void takesTheFiltersOfAQuery() {
        EventStreamRequest request = read("event_type=drift.status&request_id=r&event_type=ws.message.in&trace_id=t"
                + "&client_id=c&connection_id=n&since=2025-08-16T01:36:59Z&until=1755308220.5", null);

        assertThat(request.filter()).isEqualTo(new EventFilter(Set.of("drift.status", "ws.message.in"), "r", "t", "c",
                "n", Instant.parse("2025-08-16T01:36:59Z"), Instant.parse("2025-08-16T01:37:00.5Z")));
    }

    @Test
    void decodesAsABrowserEncodes() {
        assertThat(read("client_id=%C3%A9t%C3%A9+1%2B1%26%3D", null).filter().clientId()).isEqualTo("été 1+1&=");
        assertThat(read("%63lient_id=c", null).filter().clientId()).isEqualTo("c");
        assertThat(read("client_id=a=b", null).filter().clientId()).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource({"event_type=Drift, event_type", "event_type=a&event_type=, event_type", "client_id=, client_id",
        "client_id, client_id", "client_id=a&client_id=b, client_id", "since=yesterday, since",
        "since=2&until=1, until", "client_id=%zz, client_id", "client_id=%c, client_id", "client_id=%ff, client_id",
        "after=x, after", "after=-1, after", "after=, after", "after=1&after=2, after",
        "after=9223372036854775808, after", "after=1.0, after"})
    void refusesWhatBreaksARule(String query, String parameter) {
        assertRefused(query, null, parameter, "must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "9007199254740992", "9223372036854775808", "1.5", "1,2", "0x1", "1 2"})
    void refusesALastEventIdThatIsNoSequence(String lastEventId) {
        assertRefused(null, lastEventId, "Last-Event-ID", "must be a whole number from 0 to 9007199254740991");
    }

    @Test
    void refusesTwoLastEventIds() {
        assertThatExceptionOfType(InvalidFieldException.class)
                .isThrownBy(() -> EventStreamRequest.read(null, List.of("3", "4")))
                .withMessage("Last-Event-ID must appear exactly once");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "57, 57", "' 12 ', 12", "1755308219923400, 1755308219923400",
        "9007199254740991, 9007199254740991"})
    void goesOnBehindTheLastEventId(String lastEventId, long after) {
        assertThat(read(null, lastEventId).after()).isEqualTo(after);
        assertThat(read("after=" + lastEventId.strip(), null).after()).isEqualTo(after);
    }

    @Test
    void theHeaderWins() {
        assertThat(read("after=3", "5").after()).isEqualTo(5);
        assertThat(read("after=58", "5").after()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyLastEventIdIsNone(String lastEventId) {
        assertThat(read(null, lastEventId).after()).isNull();
        assertThat(read("after=3", lastEventId).after()).isEqualTo(3);
    }
}
