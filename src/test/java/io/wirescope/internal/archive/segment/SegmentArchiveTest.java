package io.wirescope.internal.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.EventFilter;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive;
import io.wirescope.internal.archive.EventArchive.Removed;
import io.wirescope.internal.archive.EventArchiveContract;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.HistoryQuery;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentArchiveTest extends EventArchiveContract {

    private static final int SMALL = 1 << 16;

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();

    @Override
    protected EventArchive create() {
        return new SegmentArchive(folder, SMALL, clock);
    }

    private void fill(int batches) throws ArchiveException {
        for (int i = 0; i < batches; i++) {
            archive().append(batch(i * 100L + 1, i * 100L + 100));
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("events-")
                    && path.toString().endsWith(end)).sorted().toList();
        }
    }

    @Test
    void findsAcrossFiles() throws Exception {
        fill(30);
        assertThat(files(".ndjson").size()).isGreaterThan(5);
        assertThat(files(".index")).hasSize(files(".ndjson").size() - 1);

        assertThat(find(query(EventFilter.ALL, 5000, false))).isEqualTo(range(1, 3000));
        assertThat(find(query(new EventFilter(Set.of(), "request-7", null, null, null, null, null), 5000, false)))
                .hasSize(300).isSorted();
        assertThat(find(query(new EventFilter(Set.of(), "request-77", null, null, null, null, null), 5000, false)))
                .isEmpty();
        reopen();
        assertThat(find(query(EventFilter.ofTypes("test.even"), 3, true))).containsExactly(3000L, 2998L, 2996L);
        assertThat(find(query(EventFilter.ALL, 5000, false))).isEqualTo(range(1, 3000));
    }

    @Test
    void aLineThatWasCutIsRemovedAndNothingElse() throws Exception {
        fill(1);
        archive().close();
        Path file = files(".ndjson").get(0);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() - 40);
        }

        reopen();
        archive().append(batch(100, 110));

        assertThat(find(query(EventFilter.ALL, 500, false))).isEqualTo(range(1, 110));
    }

    @Test
    void aFlippedBitCostsOneEvent() throws Exception {
        fill(30);
        reopen();
        flip(files(".ndjson").get(0), 1000);

        assertThat(find(query(EventFilter.ALL, 5000, false))).hasSize(2999);
        reopen();
        assertThat(find(query(EventFilter.ALL, 5000, false))).hasSize(2999);
    }

    @Test
    void aFlippedBitInAFileWithoutIndexCostsOneEvent() throws Exception {
        fill(1);
        archive().close();
        flip(files(".ndjson").get(0), 1000);

        reopen();

        assertThat(find(query(EventFilter.ALL, 500, false))).hasSize(99);
    }

    @Test
    void aDamagedIndexIsMadeAnew() throws Exception {
        fill(30);
        archive().close();
        flip(files(".index").get(0), 5000);
        Files.delete(files(".index").get(1));

        reopen();

        assertThat(find(query(new EventFilter(Set.of(), "request-7", null, null, null, null, null), 5000, false)))
                .hasSize(300);
        assertThat(find(query(EventFilter.ALL, 5000, false))).isEqualTo(range(1, 3000));
    }

    private static void flip(Path path, long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            int there = file.read();
            file.seek(offset);
            file.write(there ^ 1);
        }
    }

    @Test
    void oneServerUsesAFolder() throws Exception {
        try (EventArchive other = create()) {
            assertThatThrownBy(other::open).isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("wirescope.archive.directory").hasMessageContaining(folder.toString());
        }
        archive().append(batch(1, 1));
        assertThat(find(query(EventFilter.ALL, 5, false))).containsExactly(1L);
    }

    @Test
    void whatIsNoFolderIsReported() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (EventArchive other = new SegmentArchive(file.resolve("below"), SMALL, clock)) {
            assertThatThrownBy(other::open).isInstanceOf(ArchiveException.class).hasMessageContaining(file.toString());
        }
    }

    @Test
    void removesWholeFilesByAge() throws Exception {
        fill(30);

        Removed removed = archive().retain(clock.instant().minus(Duration.ofMinutes(15)), clock.instant(), Long.MAX_VALUE);

        assertThat(removed.parts()).isPositive();
        List<Long> left = find(query(EventFilter.ALL, 5000, false));
        assertThat(left).isEqualTo(range(removed.rows() + 1, 3000));
        assertThat(left.get(0)).isLessThanOrEqualTo(1501);
        reopen();
        assertThat(find(query(EventFilter.ALL, 5000, false))).isEqualTo(left);
    }

    @Test
    void removesTheOldestFilesBySize() throws Exception {
        fill(30);
        long half = archive().usage().bytes() / 2;

        Removed removed = archive().retain(SettableClock.START, clock.instant(), half);

        assertThat(archive().usage().bytes()).isLessThanOrEqualTo(half).isGreaterThan(half / 2);
        assertThat(removed.bytes()).isGreaterThanOrEqualTo(half - SMALL);
    }

    @Test
    void aSearchWhoseTimeIsOverSaysWhereItCameTo() throws Exception {
        fill(30);
        HistoryQuery all = new HistoryQuery(new EventCriteria(EventFilter.ALL, "no such text"), null, null, 10, true);

        EventArchive.Found found = archive().read(all, Duration.ofNanos(1));

        assertThat(found.timedOut()).isTrue();
        assertThat(found.events()).isEmpty();
    }

    @Test
    void sequencesGoOnBehindTheGreatest() throws Exception {
        fill(2);
        reopen();

        assertThat(archive().greatestSequence()).isEqualTo(200);
    }
}
