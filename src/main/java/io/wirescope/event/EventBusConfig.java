package io.wirescope.event;

import io.wirescope.internal.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the bus, under {@code wirescope.events.}.
 *
 * @param bufferSize     how many events the buffer keeps, 1 to 1,000,000
 * @param bufferBytes    how many bytes of memory the events in the buffer and in the reserves may hold on to
 * @param reservePerType how many events of each type are kept when others have pushed them out, for the first
 *                       {@value EventTypeLogs#MAX_RESERVES} types
 * @param maxTypes       how many types statistics distinguish
 * @param flowingWindow  events are flowing when the last came within this time
 */
record EventBusConfig(int bufferSize, long bufferBytes, int reservePerType, int maxTypes,
        Duration flowingWindow) {

    private static final String BUFFER_SIZE = "wirescope.events.buffer-size";
    private static final int SIZE = 500;
    private static final int SIZE_BEFORE_ARCHIVE = 100_000;
    private static final List<String> ARCHIVES = List.of("wirescope.archive.datasource", "wirescope.archive.directory");

    private static final String BUFFER_BYTES = "wirescope.events.buffer-bytes";
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 1L << 40;

    /** The part of the heap that is used unless it is set. */
    private static final int PART_OF_HEAP = 8;

    /** The part of the bytes that the reserves of types may have. */
    private static final int PART_OF_RESERVES = 4;

    /** Sets the bytes by the heap. */
    EventBusConfig(int bufferSize, int reservePerType, int maxTypes, Duration flowingWindow) {
        this(bufferSize, bytesByHeap(), reservePerType, maxTypes, flowingWindow);
    }

    /**
     * Reads the settings.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when one can't be used
     */
    static EventBusConfig from(Settings settings) {
        return new EventBusConfig(
                settings.optionalText(BUFFER_SIZE).isEmpty() ? sizeByArchive(settings)
                        : settings.integer(BUFFER_SIZE, 1, 1_000_000),
                settings.optionalText(BUFFER_BYTES).isEmpty() ? bytesByHeap()
                        : settings.longInteger(BUFFER_BYTES, LEAST_BYTES, MOST_BYTES),
                settings.integer("wirescope.events.reserve-per-type", 0, 10_000),
                settings.integer("wirescope.events.max-types", EventType.KNOWN.size(), 100_000),
                settings.duration("wirescope.events.flowing-window", Duration.ofSeconds(1), Duration.ofDays(1)));
    }

    // With an archive the buffer is also what waits for it, while it is slow or away.
    private static int sizeByArchive(Settings settings) {
        boolean archived = ARCHIVES.stream().anyMatch(key -> settings.optionalText(key).isPresent());
        return archived ? SIZE_BEFORE_ARCHIVE : SIZE;
    }

    private static long bytesByHeap() {
        return Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** {@return how many bytes of these the reserves may have together} */
    long reserveBytes() {
        return bufferBytes / PART_OF_RESERVES;
    }
}
