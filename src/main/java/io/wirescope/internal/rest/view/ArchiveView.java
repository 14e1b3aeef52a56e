package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.event.history.ArchiveReport;

/**
 * How the archive fares.
 *
 * @param status    {@code healthy} or {@code degraded}
 * @param engine    {@code postgresql} or {@code segments}
 * @param target    the data source's name or the folder
 * @param state     {@code starting}, {@code ok}, {@code behind}, {@code unavailable} or {@code full}
 * @param rows      about how many events it has
 * @param bytes     about how many bytes they take
 * @param oldest    when its oldest event was archived, RFC 3339; missing when it is empty
 * @param lag       events in memory that wait to be archived
 * @param archived  events archived since the start
 * @param skipped   events that the settings keep out, since the start
 * @param lost      events that left memory before they were archived, since the start
 * @param failures  attempts that failed since the start
 * @param removed   events that retention removed since the start
 * @param lastError the latest failure; missing where the last attempt succeeded
 */
public record ArchiveView(String status, String engine, String target, String state, long rows, long bytes, String oldest,
        long lag, long archived, long skipped, long lost, long failures, long removed, String lastError) {

    /** {@return the view of a report} */
    public static ArchiveView of(ArchiveReport report, String status) {
        return new ArchiveView(status, report.engine(), report.target(), report.state().word(), report.rows(), report.bytes(),
                report.oldest() == null ? null : Rfc3339.format(report.oldest()), report.lag(), report.archived(),
                report.skipped(), report.lost(), report.failures(), report.removed(), report.lastError());
    }
}
