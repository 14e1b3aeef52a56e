package io.wirescope.internal.archive;

import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Stores events for long. Thread-safe; each method may block.
 *
 * <p>One thread appends. What is appended is durable when {@link #append} returns, and is there once, whatever failed
 * before: each batch says behind which sequence of its bus it comes, and the archive knows how far it has each bus.
 */
public interface EventArchive extends AutoCloseable {

    /**
     * The next events of a bus.
     *
     * @param busId  the bus
     * @param after  the sequence up to which the bus was archived before; less than all of the batch
     * @param to     the sequence up to which it is archived with this batch, also where {@code events} has not all of them
     * @param events what is to be stored, oldest first
     * @param gaps   what left memory before it was read
     */
    record Batch(String busId, long after, long to, List<ObservabilityEvent> events, List<Gap> gaps) {
    }

    /**
     * Events of a bus that are lost to the archive.
     *
     * @param busId the bus
     * @param first the first
     * @param last  the last
     */
    record Gap(String busId, long first, long last) {
    }

    /**
     * What a read found.
     *
     * @param events   in the order that was asked for
     * @param timedOut whether the time was over before all was looked at
     * @param reached  the last place that was looked at where the time was over and the engine knows it, else null
     */
    record Found(List<ObservabilityEvent> events, boolean timedOut, EventPlace reached) {
    }

    /**
     * What there is.
     *
     * @param rows   about how many events
     * @param bytes  about how many bytes they take
     * @param oldest when the oldest was archived, or null when there is none
     */
    record Usage(long rows, long bytes, Instant oldest) {
    }

    /**
     * What a retention run removed.
     *
     * @param rows  about how many events
     * @param bytes about how many bytes
     * @param parts how many partitions or segments
     */
    record Removed(long rows, long bytes, int parts) {
    }

    /** {@return the engine: {@code postgresql} or {@code segments}} */
    String engine();

    /** {@return what it stores in, for people: without credentials} */
    String target();

    /** {@return what makes a cursor this archive's own} */
    String identity();

    /** {@return whether other servers write into it, too} */
    boolean isShared();

    /**
     * Opens it, or does nothing when it is open. Called again after a failure.
     *
     * @throws ArchiveException when it can't be opened now
     */
    void open() throws ArchiveException;

    /** {@return the greatest sequence that it has, of any bus; 0 when it is empty} */
    long greatestSequence() throws ArchiveException;

    /**
     * Stores a batch, or what it lacks of it. A batch that it has already, because its commit came through although
     * {@code append} failed, changes nothing.
     *
     * @throws ArchiveException when it is not known to be stored; the same batch may be appended again
     */
    void append(Batch batch) throws ArchiveException;

    /**
     * Reads events.
     *
     * @param query    which
     * @param patience how long it may take
     * @throws ArchiveException when it can't be read
     */
    Found read(HistoryQuery query, Duration patience) throws ArchiveException;

    /**
     * Counts events in parts of a time.
     *
     * @param criteria which
     * @param buckets  the parts
     * @param except   a bus whose events from {@code from} on are not counted: memory has them
     * @param from     the first of these
     * @param counts   to which is added
     * @param patience how long it may take
     * @return whether all was counted in time
     * @throws ArchiveException when it can't be read
     */
    boolean count(EventCriteria criteria, TimeBuckets buckets, String except, long from, long[] counts, Duration patience)
            throws ArchiveException;

    /** {@return the gaps of a bus, or of all buses where it is null, between two sequences, the oldest first} */
    List<Gap> gaps(String busId, long from, long to) throws ArchiveException;

    /** {@return what there is} */
    Usage usage() throws ArchiveException;

    /**
     * Removes the oldest parts, never the one that is written to: those of which all was archived before a time, and, while
     * there are more bytes than may stay, those of which all was archived before another.
     *
     * @param before what is older goes
     * @param floor  what is younger stays, whatever it takes
     * @param bytes  as many bytes as may stay
     * @return what was removed
     * @throws ArchiveException when it failed; the next run goes on
     */
    Removed retain(Instant before, Instant floor, long bytes) throws ArchiveException;

    /** Prepares what is needed soon, such as the next partition. */
    void prepare() throws ArchiveException;

    @Override
    void close();
}
