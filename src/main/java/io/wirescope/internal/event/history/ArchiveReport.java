package io.wirescope.internal.event.history;

import java.time.Instant;

/**
 * How an archive fares, as of a few seconds ago for the numbers that are costly to find.
 *
 * @param engine       {@code postgresql} or {@code segments}
 * @param target       the data source's name or the folder
 * @param state        how it fares
 * @param rows         about how many events it has
 * @param bytes        about how many bytes they take
 * @param oldest       when its oldest event was archived, or null when it is empty
 * @param lag          events in memory that wait to be archived
 * @param archived     events archived since the start
 * @param skipped      events that the settings keep out of the archive, since the start
 * @param lost         events that left memory before they were archived, since the start
 * @param failures     attempts that failed since the start
 * @param removed      events that retention removed since the start
 * @param lastError    the latest failure; null when the last attempt succeeded
 */
public record ArchiveReport(String engine, String target, ArchiveState state, long rows, long bytes, Instant oldest,
        long lag, long archived, long skipped, long lost, long failures, long removed, String lastError) {
}
