package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.Rfc3339;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;

/** Sends messages that no client asked for. Thread-safe; never waits for a client. */
@ApplicationScoped
public class Broadcaster {

    private final ConnectionRegistry registry;
    private final Clock clock;
    private final IdSource ids;

    /** For the container's proxy alone. */
    protected Broadcaster() {
        registry = null;
        clock = null;
        ids = null;
    }

    /**
     * @param registry knows the connections
     * @param clock    stamps the message
     * @param ids      gives the message its request id
     */
    @Inject
    public Broadcaster(ConnectionRegistry registry, Clock clock, IdSource ids) {
        this.registry = registry;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Sends one message to every envelope connection.
     *
     * @param type    the message's type
     * @param payload its payload
     * @return how many connections it was queued to
     */
    public int toAll(String type, JsonObject payload) {
        Envelope envelope = new Envelope(type, Rfc3339.format(clock.instant()), ids.newId(), null, payload, null);
        int queued = 0;
        for (Connection connection : registry.all()) {
            if (connection.peer().protocol() == Protocol.ENVELOPE && connection.send(envelope)) {
                queued++;
            }
        }
        registry.broadcastSent();
        return queued;
    }
}
