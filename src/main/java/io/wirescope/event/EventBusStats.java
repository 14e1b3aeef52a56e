package io.wirescope.event;

import io.wirescope.PublicApi;
import java.time.Instant;
import java.util.List;

/**
 * What the bus knows of itself at one moment.
 *
 * @param totalPublished        events published since the start
 * @param currentBufferSize     events in the buffer
 * @param maxBufferSize         events that the buffer can hold
 * @param currentBufferBytes    about how many bytes of memory the events in the buffer and in the reserves hold on to
 * @param maxBufferBytes        how many bytes that may be
 * @param bufferBound           what limits how far back the buffer reaches
 * @param reservedEvents        events that newer ones pushed out but their type's reserve still holds
 * @param bufferFullCount       events that newer ones pushed out of the buffer
 * @param lastPublishTime       when the last event was published, or null before the first
 * @param activeSubscriberCount subscriptions and cursors that are open
 * @param eventsByType          counts by type
 * @param eventsFlowing         whether an event came within the configured time
 */
@PublicApi
public record EventBusStats(long totalPublished, int currentBufferSize, int maxBufferSize,
        long currentBufferBytes, long maxBufferBytes, BufferBound bufferBound, int reservedEvents, long bufferFullCount, Instant lastPublishTime, int activeSubscriberCount,
        List<EventTypeCount> eventsByType, boolean eventsFlowing) {

    /** {@return the part of the buffer that is in use, 0 to 1: by the number of events or by bytes, which is more} */
    public double bufferUtilization() {
        return Math.min(1, Math.max((double) currentBufferSize / maxBufferSize,
                (double) currentBufferBytes / maxBufferBytes));
    }
}
