package io.wirescope.internal.archive;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the archive, under {@code wirescope.archive.}.
 *
 * @param dataSource   the JNDI name of a data source on PostgreSQL, or empty
 * @param directory    the folder of segment files, or empty; never both
 * @param selection    which events are archived
 * @param batchEvents  the most events of a batch
 * @param batchDelay   the longest that an event waits for its batch
 * @param readTimeout  how long a question may wait for the archive
 * @param writeTimeout how long a batch may take
 * @param maxAge       events are removed after this time
 * @param minAge       events are not removed for want of space before this time
 * @param maxBytes     about how many bytes the events may take
 * @param partition    the time of a partition in the database
 * @param segmentBytes the size of a segment file
 * @param migrate      whether the server makes and changes the tables itself
 * @param textIndex    whether the database gets an index for texts in data
 */
public record ArchiveConfig(Optional<String> dataSource, Optional<String> directory, ArchiveSelection selection,
        int batchEvents, Duration batchDelay, Duration readTimeout, Duration writeTimeout, Duration maxAge, Duration minAge,
        long maxBytes, Duration partition, long segmentBytes, boolean migrate, boolean textIndex) {

    /** The JNDI name of a data source. */
    public static final String DATA_SOURCE = "wirescope.archive.datasource";
    /** The folder of segment files. */
    public static final String DIRECTORY = "wirescope.archive.directory";

    private static final String PREFIX = "wirescope.archive.";
    private static final Duration LONG = Duration.ofDays(36_500);
    private static final long LEAST_BYTES = 1 << 20;
    private static final long MOST_BYTES = 1L << 50;

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    public static ArchiveConfig from(Settings settings) {
        Optional<String> dataSource = settings.optionalText(DATA_SOURCE);
        Optional<String> directory = settings.optionalText(DIRECTORY);
        if (dataSource.isPresent() && directory.isPresent()) {
            throw new InvalidSettingException(DIRECTORY, directory.get(), "must be empty where " + DATA_SOURCE + " is set");
        }
        return new ArchiveConfig(dataSource, directory, ArchiveSelection.from(settings),
                settings.integer(PREFIX + "batch-events", 1, 10_000),
                settings.duration(PREFIX + "batch-delay", Duration.ofMillis(10), Duration.ofMinutes(1)),
                settings.duration(PREFIX + "read-timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
                settings.duration(PREFIX + "write-timeout", Duration.ofMillis(100), Duration.ofMinutes(10)),
                settings.duration(PREFIX + "max-age", Duration.ofSeconds(1), LONG),
                settings.duration(PREFIX + "min-age", Duration.ZERO, LONG),
                settings.longInteger(PREFIX + "max-bytes", LEAST_BYTES, MOST_BYTES),
                settings.duration(PREFIX + "partition", Duration.ofSeconds(1), Duration.ofDays(366)),
                settings.longInteger(PREFIX + "segment-bytes", 1 << 16, 1L << 30),
                settings.flag(PREFIX + "migrate"),
                settings.flag(PREFIX + "text-index"));
    }

    /** {@return whether an archive is configured} */
    public boolean isOn() {
        return dataSource.isPresent() || directory.isPresent();
    }
}
