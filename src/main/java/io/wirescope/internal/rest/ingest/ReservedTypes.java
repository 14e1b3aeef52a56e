package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.security.SecurityAudit;
import java.util.List;

/**
 * Knows the types of events that only the server publishes: an audit that anybody can write proves nothing, and a
 * producer could hide what it did among events that nobody made.
 */
final class ReservedTypes {

    private static final int FORBIDDEN = 403;
    private static final String CAPTURE = "audit.capture";

    private ReservedTypes() {
    }

    /**
     * Checks the events that a producer brings.
     *
     * @throws RefusedRequestException 403 when the type of one is reserved
     */
    static void check(List<EventDraft> drafts) {
        for (int index = 0; index < drafts.size(); index++) {
            String type = drafts.get(index).eventType();
            if (type.startsWith(SecurityAudit.PREFIX) || type.equals(CAPTURE)) {
                throw RefusedRequestException.of(FORBIDDEN, new ErrorBody(ErrorCode.NOT_PERMITTED.name(),
                        "event_type " + type + " is reserved: only the server publishes it",
                        JsonFormat.object().add("parameter", "event_type").add("index", index).build()));
            }
        }
    }
}
