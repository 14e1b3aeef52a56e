package io.wirescope.internal.capture;

import java.time.Instant;

/**
 * How a capture fares.
 *
 * @param active              whether it still keeps messages
 * @param endedBecause        {@code duration} or {@code stopped}, or null while it is active
 * @param endedAt             when it ended, or null
 * @param matched             how many payloads its selector named
 * @param kept                how many of them were kept
 * @param keptBytes           their bytes
 * @param cut                 how many of those lack their end
 * @param redacted            how many values were redacted in them
 * @param droppedMaxMessages  how many were dropped since the most messages were kept
 * @param droppedMaxTotal     how many were dropped since the most bytes were kept
 * @param droppedNotJson      how many were dropped since they are no JSON
 */
public record CaptureState(boolean active, String endedBecause, Instant endedAt, long matched, int kept, long keptBytes,
        long cut, long redacted, long droppedMaxMessages, long droppedMaxTotal, long droppedNotJson) {
}
