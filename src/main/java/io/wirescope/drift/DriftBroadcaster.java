package io.wirescope.drift;

import io.wirescope.PublicApi;
import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.ChannelName;
import io.wirescope.delivery.Message;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.MessageType;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.Optional;

/**
 * Reports the drift of a model: publishes {@code drift.status} and sends it to every envelope connection
 * (contract, sections 4 and 7). Thread-safe.
 *
 * <p>Sending can be switched off and on; the event is published either way.
 */
@PublicApi
@ApplicationScoped
public class DriftBroadcaster implements Eager {

    private final ObservabilityEventBus bus;
    private final Broadcaster broadcaster;
    private final Clock clock;
    private final IdSource ids;

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
    }

    /**
     * @param settings    has {@code wirescope.drift.broadcast}, whether to send at first
     * @param bus         gets the events
     * @param broadcaster sends
     * @param clock       stamps what is stated
     * @param ids         makes request ids and spans
     */
    @Inject
    public DriftBroadcaster(Settings settings, ObservabilityEventBus bus, Broadcaster broadcaster, Clock clock,
            IdSource ids) {
        this.bus = bus;
        this.broadcaster = broadcaster;
        this.clock = clock;
        this.ids = ids;
        this.enabled = settings.flag("wirescope.drift.broadcast");
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
            return stand(new DriftStatement(payload, sequence, send(message)));
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

    /** Switches the sending to clients on or off. */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
