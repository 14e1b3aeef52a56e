package io.wirescope.internal.rest.export;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryQuery;
import io.wirescope.internal.rest.request.EventPageRequest;
import io.wirescope.internal.rest.request.QueryParameters;

/**
 * What is to be exported.
 *
 * @param query the first page
 * @param limit the most events
 */
record ExportRequest(HistoryQuery query, long limit) {

    /** Events of one page: what an export holds in memory. */
    static final int PAGE = 500;

    /**
     * Reads the parameters of a query of events; {@code limit} has no upper bound, and none by default.
     *
     * @param parameters as they came
     * @param newest     no event has a greater sequence yet: an export in the order of time would else follow what is
     *                   published meanwhile for ever
     * @throws InvalidFieldException when one breaks its rule
     */
    static ExportRequest read(QueryParameters parameters, long newest) {
        if (parameters.single("cursor").isPresent()) {
            throw new InvalidFieldException("cursor", "must be left out of an export, which has no pages");
        }
        long after = parameters.integer("after", 0, Long.MAX_VALUE - 1, 0);
        long limit = parameters.integer("limit", 1, Long.MAX_VALUE, Long.MAX_VALUE);
        return new ExportRequest(new HistoryQuery(EventPageRequest.criteria(parameters),
                after == 0 ? null : EventPlace.behind(after), EventPlace.behind(newest), (int) Math.min(PAGE, limit),
                parameters.flag("descending", true)), limit);
    }
}
