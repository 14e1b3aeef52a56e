package io.wirescope.event;

import io.wirescope.PublicApi;
import java.util.List;

/**
 * The answer to an {@link EventQuery}.
 *
 * @param events         what was found, in the order that was asked for
 * @param oldestSequence the oldest event in the buffer when the search was done, or 0 when it is empty; of what is
 *                       older, only what the reserves hold could be found
 * @param newestSequence the newest event in the buffer that was searched, or 0 when it is empty
 * @param nextAfter      the {@code after} with which to ask for what follows
 */
@PublicApi
public record EventPage(List<ObservabilityEvent> events, long oldestSequence, long newestSequence,
        long nextAfter) {
}
