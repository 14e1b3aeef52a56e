package io.wirescope.internal.event.history;

import io.wirescope.event.ObservabilityEvent;
import java.util.List;

/**
 * The answer to a {@link HistoryQuery}.
 *
 * @param events         what was found, in the order that was asked for, each once
 * @param next           from where to go on, or null at the end
 * @param coverage       what the answer has of the archive, or null where there is none
 * @param oldestSequence the oldest event in memory, or 0 when it is empty
 * @param newestSequence the newest event in memory, or 0 when it is empty
 * @param nextAfter      the {@code after} with which to ask for what follows
 */
public record HistoryPage(List<ObservabilityEvent> events, EventPlace next, ArchiveCoverage coverage,
        long oldestSequence, long newestSequence, long nextAfter) {
}
