package io.wirescope.event;

import io.wirescope.PublicApi;

/**
 * How one subscription fares.
 *
 * @param delivered events given to the listener
 * @param lag       events in the buffer that it has not come to yet
 * @param lost      events that were gone before it came to them
 * @param failures  how often the listener threw
 * @param lastError what it threw last, or null
 */
@PublicApi
public record SubscriptionStats(long delivered, long lag, long lost, long failures, String lastError) {
}
