package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;

/**
 * Sends what concerns this server's own connections only, past the broker and the histories: other servers must not send it, nor
 * may a client get it when it resumes. Thread-safe; needs no thread of a lane.
 */
@Service
class Announcements {

    private final Hub hub;
    private final Clock clock;
    private final IdSource ids;

    /**
     * @param hub   knows the connections
     * @param clock stamps messages
     * @param ids   gives messages their request ids
     */
    @Inject
    Announcements(Hub hub, Clock clock, IdSource ids) {
        this.hub = hub;
        this.clock = clock;
        this.ids = ids;
    }

    /** Sends one message to every envelope connection. {@return to how many it was queued} */
    int toAll(String type, JsonObject payload) {
        return hub.announce(ChannelName.BROADCAST, new SharedMessage(
                new Envelope(type, Rfc3339.format(clock.instant()), ids.newId(), null, payload, null), true));
    }
}
