package io.wirescope.internal.rest.view;

import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;
import java.util.Map;

/**
 * The answer to a query of events (contract, section 7).
 *
 * @param events         what was found
 * @param totalReturned  how many that are
 * @param filterApplied  the filters that were set
 * @param limitApplied   the most that were wanted
 * @param oldestSequence the oldest event in the buffer, null when it is empty
 * @param newestSequence the newest event in the buffer, null when it is empty
 * @param nextAfter      the {@code after} with which to ask for what follows
 * @param nextCursor     the {@code cursor} with which to ask for the next page, null at the end
 * @param archive        what the answer has of the archive; null where there is none
 */
@JsonbNillable
public record EventPageView(List<JsonObject> events, int totalReturned, Map<String, Object> filterApplied,
        int limitApplied, Long oldestSequence, Long newestSequence, long nextAfter,
        String nextCursor, String archive) {
}
