package io.wirescope.internal.rest.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.MemoryHistory;
import io.wirescope.internal.rest.request.QueryParameters;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportLinesTest {

    private final ObservabilityEventBus bus = new ObservabilityEventBus(
            MapSettings.with("wirescope.events.buffer-size", "5000"), new SettableClock(), IdSource.random(),
            new Threads(task -> { }, null));
    private final Deque<ArchiveCoverage> coverages = new ArrayDeque<>();
    private final List<Integer> limits = new ArrayList<>();
    private int later;

    private void publish(int events) {
        IntStream.range(0, events).forEach(n -> bus.publish("test.event", EventContext.of("test"),
                JsonFormat.object().add("n", n).build()));
    }

    /** {@return the history of memory, with what an archive says of each page} */
    private EventHistory history(UnaryOperator<HistoryPage> change) {
        MemoryHistory memory = new MemoryHistory(bus);
        return (EventHistory) Proxy.newProxyInstance(EventHistory.class.getClassLoader(), new Class<?>[] {EventHistory.class},
                (proxy, method, args) -> {
                    HistoryQuery query = (HistoryQuery) args[0];
                    limits.add(query.limit());
                    HistoryPage page = change.apply(memory.page(query));
                    return new HistoryPage(page.events(), page.next(), coverages.poll(), page.oldestSequence(),
                            page.newestSequence(), page.nextAfter());
                });
    }

    private static QueryParameters parameters(String... namesAndValues) {
        Map<String, List<String>> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return new QueryParameters(values);
    }

    private List<String> lines(String... namesAndValues) {
        return lines(new ExportLines(history(page -> page),
                ExportRequest.read(parameters(namesAndValues), bus.lastSequence())));
    }

    private List<String> lines(ExportLines lines) {
        List<String> read = new ArrayList<>();
        ExportLines.Look look = lines.look();
        while (look != ExportLines.Look.END) {
            if (look == ExportLines.Look.LATER) {
                later++;
            } else {
                read.add(new String(lines.line(), StandardCharsets.UTF_8));
            }
            look = lines.look();
        }
        assertThat(lines.look()).isEqualTo(ExportLines.Look.END);
        return read;
    }

    @Test
    void allEventsAreRead() {
        publish(1234);

        List<String> read = lines("descending", "false");

        assertThat(read).hasSize(1234).allMatch(line -> line.endsWith("}\n") && line.indexOf('\n') == line.length() - 1);
        assertThat(read.get(0)).contains("\"sequence\":1,");
        assertThat(read.get(1233)).contains("\"sequence\":1234,");
        assertThat(limits).containsExactly(500, 500, 500);
    }

    @Test
    void newestFirstIsTheDefault() {
        publish(600);

        assertThat(lines().get(0)).contains("\"sequence\":600,");
        assertThat(lines("after", "598")).hasSize(2);
    }

    @Test
    void aLimitIsKeptOverPages() {
        publish(2000);

        assertThat(lines("limit", "501")).hasSize(501);
        assertThat(limits).containsExactly(500, 1);
        assertThat(lines("limit", "500")).hasSize(500);
        assertThat(lines("limit", "9223372036854775807")).hasSize(2000);
    }

    @Test
    void whatIsPublishedMeanwhileIsNotFollowed() {
        publish(600);
        ExportLines lines = new ExportLines(history(page -> {
            publish(600);
            return page;
        }), ExportRequest.read(parameters("descending", "false"), bus.lastSequence()));

        assertThat(lines(lines)).hasSize(600);
    }

    @Test
    void anArchiveThatFailsIsAskedAgain() {
        publish(3);
        coverages.addAll(List.of(ArchiveCoverage.TIMED_OUT, ArchiveCoverage.UNAVAILABLE, ArchiveCoverage.COMPLETE));

        assertThat(lines()).hasSize(3);
        assertThat(later).isEqualTo(2);
    }

    @Test
    void anArchiveThatFailsThreeTimesLeavesANote() {
        publish(3);
        coverages.addAll(List.of(ArchiveCoverage.TIMED_OUT, ArchiveCoverage.TIMED_OUT, ArchiveCoverage.UNAVAILABLE));

        List<String> read = lines();

        assertThat(read).hasSize(4);
        assertThat(read.get(3)).isEqualTo("{\"incomplete\":true,\"archive\":\"unavailable\",\"unreadable_events\":0}\n");
    }

    @Test
    void anArchiveThatIsBehindLeavesANote() {
        coverages.add(ArchiveCoverage.BEHIND);

        assertThat(lines()).containsExactly("{\"incomplete\":true,\"archive\":\"behind\",\"unreadable_events\":0}\n");
    }

    @Test
    void anEventThatCannotBeWrittenIsCounted() {
        EventData broken = () -> {
            throw new IllegalStateException("no JSON");
        };
        bus.publish("test.event", EventContext.of("test"), broken);
        publish(1);

        assertThat(String.join("", lines())).contains("\"sequence\":2,")
                .endsWith("{\"incomplete\":true,\"archive\":null,\"unreadable_events\":1}\n");
    }

    @ParameterizedTest
    @CsvSource({"limit,0", "limit,-1", "limit,x", "after,-1", "cursor,abc", "descending,yes", "since,x", "event_type,X"})
    void badParametersAreRefused(String name, String value) {
        assertThatThrownBy(() -> ExportRequest.read(parameters(name, value), 1))
                .isInstanceOfSatisfying(InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(name));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"gzip|true", "deflate, gzip;q=0.5|true", "*|true", "GZIP|true", "x-gzip|true",
        "''|false", "br|false", "gzip;q=0|false", "*;q=0|false", "gzip ; q=0.000, *|false"})
    void gzipIsTakenWhereItIsAccepted(String accepted, boolean taken) {
        assertThat(EventExportFilter.takesGzip(List.of(accepted))).isEqualTo(taken);
    }
}
