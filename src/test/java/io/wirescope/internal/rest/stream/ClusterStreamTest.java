package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.ManualScheduler;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.internal.nodes.LocalEngine;
import io.wirescope.internal.nodes.TestNode;
import io.wirescope.internal.rest.scope.EventPlaces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream on one server of what happens on another. */
class ClusterStreamTest {

    private final LocalEngine engine = new LocalEngine();
    private final TestNode a = new TestNode("a", engine).join();
    private final TestNode b = new TestNode("b", engine).join();
    private final BorrowedEvents borrowed = new BorrowedEvents(a.frames(), a.nodes(), IdSource.random(),
            a.gateway().threads());
    private final LentEvents lent = new LentEvents(b.frames(), b.gateway().bus(), b.gateway().threads());
    private final Set<ManualScheduler.Task> done = new HashSet<>();

    ClusterStreamTest() {
        borrowed.start();
        lent.start();
    }

    private void publish(String type, int number) {
        b.gateway().bus().publish(type, EventContext.of("test"), JsonFormat.object().add("n", number).build());
    }

    /** Lets the other server send what it has. */
    private void go() {
        borrowed.renew();
        boolean found = true;
        while (found) {
            found = false;
            for (ManualScheduler.Task task : List.copyOf(b.gateway().scheduler().tasks())) {
                if (task.period() == null && done.add(task)) {
                    task.runNow();
                    found = true;
                }
            }
        }
    }

    private static String written(OtherServers reader) {
        StringBuilder text = new StringBuilder();
        for (byte[] next = reader.next(); next != null; next = reader.next()) {
            text.append(new String(next, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Test
    void whatHappensOnTheOtherComesFromNowOnAndFiltered() {
        publish("test", 1);
        OtherServers reader = new OtherServers(null, () -> { });
        borrowed.open("event_type=test", true, reader);
        go();
        assertThat(written(reader)).isEqualTo(": b\n\n");

        publish("test", 2);
        publish("other", 3);
        publish("test", 4);
        go();

        assertThat(written(reader)).matches("data: \\{[^\n]*\"n\":2[^\n]*\"node\":\"b\"}\n\ndata: \\{[^\n]*\"n\":4[^\n]*}\n\n");
        assertThat(reader.places("a", 7).toString()).isEqualTo("a:7,b:" + b.gateway().bus().lastSequence());
    }

    @Test
    void aReaderResumesBehindItsPlace() {
        publish("test", 1);
        long place = b.gateway().bus().lastSequence();
        publish("test", 2);
        OtherServers reader = new OtherServers(new EventPlaces(Map.of("b", place)), () -> { });
        borrowed.open("event_type=test", false, reader);
        go();

        assertThat(written(reader)).contains("\"n\":2").doesNotContain("\"n\":1");
    }

    @Test
    void aLostBatchIsTold() {
        OtherServers reader = new OtherServers(null, () -> { });
        borrowed.open("event_type=test", true, reader);
        go();
        long before = b.gateway().bus().lastSequence();
        publish("test", 1);
        borrowed.renew();
        engine.away(true);
        go();
        engine.away(false);
        publish("test", 2);
        go();

        assertThat(written(reader)).contains("event: gap\ndata: {\"node\":\"b\",\"first\":" + (before + 1) + ",\"last\":"
                + (before + 1) + "}\n\n").contains("\"n\":2");
    }

    @Test
    void whatDoesNotFitIsToldByFirstAndLast() {
        OtherServers reader = new OtherServers(null, () -> { });
        String large = "e {\"text\":\"" + "x".repeat(OtherServers.MAX_WAITING / 2) + "\"}";
        reader.take("b", new Batch(0, 1, List.of(large)), 0);
        reader.take("b", new Batch(1, 2, List.of(large)), 0);
        reader.take("b", new Batch(2, 5, List.of(large)), 0);
        reader.take("c", new Batch(0, 1, List.of("e {}")), 0);

        assertThat(new String(reader.next(), StandardCharsets.UTF_8)).hasSizeGreaterThan(OtherServers.MAX_WAITING / 2);
        assertThat(written(reader)).isEqualTo(": c\n\ndata: {}\n\n" + Batch.gap("b", 2, 5));
        reader.take("b", new Batch(5, 6, List.of("e {}")), 0);
        assertThat(written(reader)).isEqualTo("data: {}\n\n");
        assertThat(reader.places("a", 1).of("b")).isEqualTo(6);
    }

    @Test
    void aServerThatIsSilentIsToldOnce() {
        OtherServers reader = new OtherServers(null, () -> { });
        reader.check(List.of("b"), 0, 10);
        reader.check(List.of("b"), 11, 10);
        reader.check(List.of("b"), 12, 10);

        assertThat(written(reader)).isEqualTo("event: missing\ndata: {\"node\":\"b\"}\n\n");
    }

    @Test
    void aLeaseEndsWithItsReader() {
        OtherServers reader = new OtherServers(null, () -> { });
        Runnable end = borrowed.open("", true, reader);
        go();
        assertThat(lent.leases()).isEqualTo(1);
        assertThat(b.gateway().bus().subscriberCount()).isEqualTo(1);

        lent.sweep();
        assertThat(lent.leases()).isEqualTo(1);
        end.run();
        assertThat(lent.leases()).isZero();
        assertThat(b.gateway().bus().subscriberCount()).isZero();
    }

    @Test
    void anEventThatIsLargerThanABatchComesAlone() {
        OtherServers reader = new OtherServers(null, () -> { });
        borrowed.open("event_type=test", true, reader);
        go();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            b.gateway().bus().publish("test", EventContext.of("test"), JsonFormat.object().add("n", i)
                    .add("text", "y".repeat(Batch.MAX_CHARS)).build());
            expected.add(i);
        }
        go();

        String text = written(reader);
        assertThat(expected).allSatisfy(n -> assertThat(text).contains("\"n\":" + n + ","));
        assertThat(text).doesNotContain("event: gap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1", "1 2 3", "1 2\nx", "1 2\ne rubbish", "a b"})
    void rubbishIsNoBatch(String text) {
        assertThatThrownBy(() -> Batch.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
