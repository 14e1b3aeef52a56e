package io.wirescope.internal.event.history;

import io.wirescope.event.Correlation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The events of memory and, where there is one, of the archive, as one. Thread-safe. Each method may block for the time
 * that the archive is given ({@code wirescope.archive.read-timeout}), and fails for no reason of the archive's: what is
 * missing is said by {@link ArchiveCoverage}.
 */
public interface EventHistory {

    /** A story, and what it has of the archive. */
    record Story(Correlation correlation, ArchiveCoverage coverage) {
    }

    /**
     * Events that were published and are nowhere any more.
     *
     * @param first the sequence of the first
     * @param last  the sequence of the last
     */
    record Lost(long first, long last) {
    }

    /** {@return the events of this server between two sequences that were lost to the archive, the oldest first} */
    List<Lost> lost(long from, long to);

    /** {@return the events that a query asks for, each once and in order} */
    HistoryPage page(HistoryQuery query);

    /** {@return what happened in one request, or empty when nothing is known of it} */
    Optional<Story> story(String requestId);

    /**
     * {@return how many events there were in each part of a time}
     *
     * @param criteria which events; its times count too
     * @param buckets  the parts
     */
    EventHistogram histogram(EventCriteria criteria, TimeBuckets buckets);

    /** {@return what makes a cursor this history's own: the same after a restart where there is an archive} */
    String identity();

    /** {@return how the archive fares, or empty where there is none} */
    Optional<ArchiveReport> archive();

    /**
     * Waits until what is in memory now is archived.
     *
     * @param patience how long at most
     * @return whether it is; true where there is no archive
     */
    boolean settle(Duration patience);
}
