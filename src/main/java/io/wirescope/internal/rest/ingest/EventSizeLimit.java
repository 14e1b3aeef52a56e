package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Holds the data of each event that comes in to a size, for the buffer keeps hundreds of them in memory.
 * Thread-safe.
 */
@Service
class EventSizeLimit implements Eager {

    private final int maxBytes;

    /** @param settings has {@code wirescope.ingest.max-event-bytes} */
    @Inject
    EventSizeLimit(Settings settings) {
        maxBytes = settings.integer("wirescope.ingest.max-event-bytes", 1 << 10, 1 << 26);
    }

    /**
     * Checks the events of one request.
     *
     * @param drafts    the events
     * @param bodyBytes the size of the body that brought them: no event can be larger
     * @throws RefusedRequestException 422 for the first event whose data is over the limit
     */
    void check(List<EventDraft> drafts, int bodyBytes) {
        if (bodyBytes <= maxBytes) {
            return;
        }
        for (int i = 0; i < drafts.size(); i++) {
            if (Utf8.length(drafts.get(i).data().toText()) > maxBytes) {
                throw RefusedRequestException.invalidEvent(i, new InvalidFieldException("data",
                        "must not exceed " + maxBytes + " bytes of JSON"));
            }
        }
    }
}
