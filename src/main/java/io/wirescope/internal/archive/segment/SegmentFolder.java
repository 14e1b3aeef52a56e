package io.wirescope.internal.archive.segment;

import io.wirescope.internal.archive.ArchiveException;
import io.wirescope.internal.archive.EventArchive.Gap;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The files of a folder: opens, recovers and locks them. For one thread at a time. */
final class SegmentFolder {

    private static final Logger LOG = Logger.getLogger(SegmentFolder.class.getName());

    private static final String DATA = ".ndjson";
    private static final String INDEX = ".index";
    private static final String NAME = "events-%012d";
    private static final String NAMES = "events-\\d{12}\\.ndjson";
    private static final String GAPS = "gaps.ndjson";
    private static final String LOCK = "archive.lock";
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private FileChannel lockFile;

    SegmentFolder(Path folder) {
        this.folder = folder;
    }

    /** Locks the folder, which is made when it is missing. */
    void lock() throws IOException, ArchiveException {
        Files.createDirectories(folder);
        FileChannel file = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.log(Level.FINE, "Locked by this process", e);
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        if (lock == null) {
            throw new ArchiveException("The folder " + folder + " is used by another server; set"
                    + " wirescope.archive.directory to a folder for each", null);
        }
        lockFile = file;
    }

    void unlock() throws IOException {
        if (lockFile != null) {
            lockFile.close();
            lockFile = null;
        }
    }

    Path data(long number) {
        return folder.resolve(String.format(NAME, number) + DATA);
    }

    private Path index(long number) {
        return folder.resolve(String.format(NAME, number) + INDEX);
    }

    /** {@return the files there are, the oldest first, each complete; what is damaged in them is logged and left out} */
    List<SealedSegment> segments() throws IOException {
        List<Long> numbers;
        try (Stream<Path> files = Files.list(folder)) {
            numbers = files.map(path -> path.getFileName().toString()).filter(name -> name.matches(NAMES))
                    .map(name -> Long.parseLong(name.substring(NAME.indexOf('%'), name.length() - DATA.length())))
                    .sorted().toList();
        }
        List<SealedSegment> segments = new ArrayList<>();
        for (long number : numbers) {
            open(number).ifPresent(segments::add);
        }
        return segments;
    }

    private Optional<SealedSegment> open(long number) throws IOException {
        Path data = data(number);
        try {
            return Optional.of(new SealedSegment(number, new DataFile(data), SegmentIndex.open(index(number), Files.size(data))));
        } catch (IOException e) {
            LOG.log(Files.exists(index(number)) ? Level.WARNING : Level.FINE, "Index is made anew file=" + data, e);
        }
        return recover(number);
    }

    private Optional<SealedSegment> recover(long number) throws IOException {
        Path data = data(number);
        Rows rows = new Rows();
        long end = scan(data, rows);
        if (rows.count() == 0) {
            LOG.log(Level.WARNING, "File without events removed file={0}", data);
            Files.delete(data);
            Files.deleteIfExists(index(number));
            return Optional.empty();
        }
        if (end < Files.size(data)) {
            LOG.log(Level.WARNING, "Last line was cut and is removed file={0} bytes={1,number,#}",
                    new Object[] {data, Files.size(data) - end});
            try (FileChannel file = FileChannel.open(data, StandardOpenOption.WRITE)) {
                file.truncate(end).force(true);
            }
        }
        SegmentIndex.write(index(number), end, rows.snapshot());
        return Optional.of(new SealedSegment(number, new DataFile(data), SegmentIndex.open(index(number), end)));
    }

    // Lines that were cut when the server died are at the end only; one that is damaged elsewhere is passed over.
    private static long scan(Path data, Rows rows) throws IOException {
        long offset = 0;
        long end = 0;
        long damaged = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(data), BUFFER)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                offset++;
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                Optional<EventLine> event = EventLine.read(line.toByteArray());
                if (event.isPresent()) {
                    rows.add(event.get(), offset - 1 - line.size(), line.size());
                    end = offset;
                } else {
                    damaged++;
                    LOG.log(Level.WARNING, "Line is damaged and left out file={0} offset={1,number,#}",
                            new Object[] {data, offset - 1 - line.size()});
                }
                line.reset();
            }
        }
        LOG.log(Level.INFO, "File of the archive read file={0} events={1,number,#} damaged={2,number,#}",
                new Object[] {data, rows.count(), damaged});
        return end;
    }

    /** Completes a file that was written to. */
    SealedSegment seal(ActiveSegment active) throws IOException {
        active.end();
        SegmentIndex.write(index(active.number()), active.length(), active.snapshot());
        return new SealedSegment(active.number(), active.data(),
                SegmentIndex.open(index(active.number()), active.length()));
    }

    /** Records gaps. */
    void append(List<Gap> gaps) throws IOException {
        if (gaps.isEmpty()) {
            return;
        }
        try (FileChannel out = FileChannel.open(folder.resolve(GAPS), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            for (Gap gap : gaps) {
                out.write(ByteBuffer.wrap(EventLine.checked("\"bus\":\"" + gap.busId() + "\",\"first\":" + gap.first()
                        + ",\"last\":" + gap.last() + "}\n")));
            }
            out.force(false);
        }
    }

    /** {@return the gaps that were recorded} */
    List<Gap> gaps() throws IOException {
        Path path = folder.resolve(GAPS);
        List<Gap> gaps = new ArrayList<>();
        if (Files.exists(path)) {
            for (String line : Files.readString(path, StandardCharsets.UTF_8).split("\n")) {
                EventLine.verified(line.getBytes(StandardCharsets.UTF_8)).ifPresent(json -> gaps.add(gap(json)));
            }
        }
        return gaps;
    }

    private static Gap gap(String json) {
        try {
            JsonObject read = JsonFormat.read(json).asJsonObject();
            return new Gap(read.getString("bus"), read.getJsonNumber("first").longValue(),
                    read.getJsonNumber("last").longValue());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a line with a good checksum is no JSON", e);
        }
    }

    /** {@return how many bytes are free} */
    long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
