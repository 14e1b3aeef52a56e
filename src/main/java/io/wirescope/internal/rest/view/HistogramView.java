package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.event.history.EventHistogram;
import io.wirescope.internal.rest.request.HistogramRequest;
import io.wirescope.internal.rest.request.EventPageRequest;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many events there were in each part of a time.
 *
 * @param buckets       the parts, the oldest first
 * @param bucketSeconds the length of each
 * @param total         the events of all
 * @param filterApplied the filters that were set
 * @param archive       what the counts have of the archive; null where there is none
 */
@JsonbNillable
public record HistogramView(List<Bucket> buckets, BigDecimal bucketSeconds, long total, Map<String, Object> filterApplied,
        String archive) {

    /**
     * One part.
     *
     * @param start    its begin, epoch seconds with a fraction
     * @param startIso the same, RFC 3339
     * @param count    its events
     */
    public record Bucket(BigDecimal start, String startIso, long count) {
    }

    /** {@return the view of an answer} */
    public static HistogramView of(HistogramRequest request, EventHistogram histogram) {
        List<Bucket> buckets = new ArrayList<>();
        long micros = request.buckets().sinceMicros();
        for (int i = 0; i < histogram.counts().length; i++) {
            buckets.add(new Bucket(BigDecimal.valueOf(micros + i * request.buckets().widthMicros(), 6),
                    Rfc3339.format(histogram.since().plus(histogram.width().multipliedBy(i))), histogram.counts()[i]));
        }
        return new HistogramView(buckets, BigDecimal.valueOf(request.buckets().widthMicros(), 6), histogram.total(),
                EventPageRequest.applied(request.criteria()),
                histogram.coverage() == null ? null : histogram.coverage().word());
    }
}
