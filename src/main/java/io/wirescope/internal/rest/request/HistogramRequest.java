package io.wirescope.internal.rest.request;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventFilter;
import io.wirescope.internal.event.history.EventCriteria;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.event.history.TimeBuckets;
import java.time.Duration;
import java.time.Instant;

/**
 * What a caller wants counted.
 *
 * @param criteria which events, with the times
 * @param buckets  the parts of the time
 */
public record HistogramRequest(EventCriteria criteria, TimeBuckets buckets) {

    private static final Duration BY_DEFAULT = Duration.ofHours(1);
    private static final int DEFAULT_BUCKETS = 60;

    /**
     * Reads the parameters.
     *
     * @param parameters as they came
     * @param now        the end unless one is given; the begin is an hour before the end
     * @throws InvalidFieldException when one breaks its rule
     */
    public static HistogramRequest read(QueryParameters parameters, Instant now) {
        EventCriteria criteria = EventPageRequest.criteria(parameters);
        EventFilter filter = criteria.filter();
        Instant until = filter.until() == null ? later(now, filter.since()) : filter.until();
        Instant since = filter.since() == null ? until.minus(BY_DEFAULT) : filter.since();
        int buckets = (int) parameters.integer("buckets", 1, EventHistogram.MAX_BUCKETS, DEFAULT_BUCKETS);
        EventFilter bounded = new EventFilter(filter.eventTypes(), filter.requestId(), filter.traceId(),
                filter.clientId(), filter.connectionId(), since, until);
        return new HistogramRequest(new EventCriteria(bounded, criteria.text()), TimeBuckets.of(since, until, buckets));
    }

    private static Instant later(Instant one, Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
