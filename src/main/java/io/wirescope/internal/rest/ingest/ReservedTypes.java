package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.rest.error.RefusedRequestException;
import java.util.Set;

/** Knows the types of events that only the server publishes: an audit that anybody can write proves nothing. */
final class ReservedTypes {

    private static final Set<String> RESERVED = Set.of("audit.capture");

    private ReservedTypes() {
    }

    /**
     * Checks an event that a producer brings.
     *
     * @throws RefusedRequestException 403 when its type is reserved
     */
    static void check(EventDraft draft) {
        if (RESERVED.contains(draft.eventType())) {
            throw RefusedRequestException.of(403, new ErrorBody("NOT_PERMITTED",
                    "event_type " + draft.eventType() + " is reserved: only the server publishes it",
                    JsonFormat.object().add("parameter", "event_type").build()));
        }
    }
}
