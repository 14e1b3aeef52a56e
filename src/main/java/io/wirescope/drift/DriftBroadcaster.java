package io.wirescope.drift;

import io.wirescope.PublicApi;
import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Message;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.envelope.MessageType;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.nodes.SharedState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.Optional;

/**
 * Reports the drift of a model: publishes {@code drift.status} and sends it to every envelope connection
 * (contract, sections 4 and 7). Thread-safe.
 *
 * <p>Sending can be switched off and on; the event is published either way. The latest status and the switch are one for
 * all servers of a cluster.
 */
@PublicApi
@ApplicationScoped
public class DriftBroadcaster implements Eager {

    private static final String SHARED_STATEMENT = "drift.statement";
    private static final String SHARED_SWITCH = "drift.broadcast";

    private final ObservabilityEventBus bus;
    private final Broadcaster broadcaster;
    private final Clock clock;
    private final IdSource ids;
    private final SharedState shared;

    private volatile boolean enabled;

    /** Held while a status is published, so that the last message that clients receive is the latest (lock order: package
     * description of delivery). */
    private final Object turn = new Object();

    private final Object standing = new Object();

    // Guarded by standing, which is never held while something is sent.
    private DriftStatement latest;

    /** For the container's client proxy only. */
    protected DriftBroadcaster() {
        bus = null;
        broadcaster = null;
        clock = null;
        ids = null;
        shared = null;
    }

    /**
     * Without other servers.
     *
     * @param settings    has {@code wirescope.drift.broadcast}, whether to send at first
     * @param bus         gets the events
     * @param broadcaster sends
     * @param clock       stamps what is stated
     * @param ids         makes request ids and spans
     */
    public DriftBroadcaster(Settings settings, ObservabilityEventBus bus, Broadcaster broadcaster, Clock clock,
            IdSource ids) {
        this(settings, bus, broadcaster, clock, ids, SharedState.none());
    }

    /**
     * @param settings    has {@code wirescope.drift.broadcast}, whether to send at first
     * @param bus         gets the events
     * @param broadcaster sends
     * @param clock       stamps what is stated
     * @param ids         makes request ids and spans
     * @param shared      has the latest status and the switch of all servers
     */
    @Inject
    public DriftBroadcaster(Settings settings, ObservabilityEventBus bus, Broadcaster broadcaster, Clock clock,
            IdSource ids, SharedState shared) {
        this.shared = shared;
        this.bus = bus;
        this.broadcaster = broadcaster;
        this.clock = clock;
        this.ids = ids;
        this.enabled = settings.flag("wirescope.drift.broadcast");
        shared.follow(SHARED_STATEMENT, this::takeStatement);
        shared.follow(SHARED_SWITCH, text -> enabled = Boolean.parseBoolean(text));
    }

    // What another server stated, or this one.
    private void takeStatement(String text) {
        try {
            JsonObject json = JsonFormat.read(text).asJsonObject();
            stand(new DriftStatement(json.getJsonObject("payload"), json.getJsonNumber("sequence").longValueExact(),
                    json.getInt("connections")));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("a shared drift statement must be a JSON object", e);
        }
    }

    /** States a status, in a request of its own. */
    public DriftStatement state(DriftStatus status) {
        return state(status, new EventContext(ids.newId(), null, null, null, "drift"));
    }

    /**
     * Publishes a status. Before anyone receives it, {@link #latest} already returns this status or a later one.
     * Statuses are published one after the other: the last that clients receive is the latest.
     *
     * @param cause the request and the trace that it is part of, and the source, by which clients see who made it
     * @return what was sent, and to how many; 0 while sending is switched off
     * @throws MessageTooLargeException when it is too large for a channel, sent or not; then nothing was published
     */
    public DriftStatement state(DriftStatus status, EventContext cause) {
        synchronized (turn) {
            JsonObject payload = status.toJson(clock.instant(), cause.source());
            Message message = new Message(MessageType.DRIFT_STATUS, payload, cause.requestId(),
                    cause.trace() == null ? null : cause.trace().child(ids.newSpan()));
            // The size is judged also while sending is off: the event is as large, and stays in the buffer.
            broadcaster.requireSendable(ChannelName.BROADCAST, message);
            long sequence = publish(payload, cause);
            DriftStatement statement = stand(new DriftStatement(payload, sequence, send(message)));
            shared.share(SHARED_STATEMENT, JsonFormat.write(JsonFormat.object().add("payload", payload)
                    .add("sequence", sequence).add("connections", statement.connectionsNotified()).build()));
            return statement;
        }
    }

    private long publish(JsonObject payload, EventContext cause) {
        synchronized (standing) { // a listener of the bus that asks for the latest waits here
            long sequence = bus.publish(EventType.DRIFT_STATUS, cause, payload).sequence();
            latest = new DriftStatement(payload, sequence, 0);
            return sequence;
        }
    }

    private DriftStatement stand(DriftStatement statement) {
        synchronized (standing) {
            latest = statement;
            return statement;
        }
    }

    private int send(Message message) {
        return enabled ? broadcaster.toChannel(ChannelName.BROADCAST, message).connections() : 0;
    }

    /** {@return what was stated last, or empty} */
    public Optional<DriftStatement> latest() {
        synchronized (standing) {
            return Optional.ofNullable(latest);
        }
    }

    /** {@return whether statements are sent to clients} */
    public boolean isEnabled() {
        return enabled;
    }

    /** Switches the sending to clients on or off, on all servers. */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
        shared.share(SHARED_SWITCH, Boolean.toString(enabled));
    }
}
