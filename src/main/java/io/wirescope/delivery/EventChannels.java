package io.wirescope.delivery;

import io.wirescope.envelope.MessageType;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.EventSubscription;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Feeds the channels {@code events:*} and {@code events:TYPE} from the bus, as long as somebody wants
 * them: a connection that is in one, or a session that may come back to it. Thread-safe.
 *
 * <p>When events are lost on the way, or were not fed for a while, a channel begins a new epoch: its
 * subscribers see that there is a gap.
 */
@ApplicationScoped
public class EventChannels implements EventListener {

    private final ObservabilityEventBus bus;
    private final Broker broker;

    // Guarded by this; nothing that takes a channel's lock is called under it (order of locks: package's description).
    private final Map<String, Integer> wanted = new HashMap<>();
    private EventSubscription subscription;

    private volatile Set<String> fed = Set.of();

    /** For the container's proxy alone. */
    protected EventChannels() {
        bus = null;
        broker = null;
    }

    /**
     * @param bus    where events come from
     * @param broker where they go
     */
    @Inject
    public EventChannels(ObservabilityEventBus bus, Broker broker) {
        this.bus = bus;
        this.broker = broker;
    }

    @PreDestroy
    synchronized void stop() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    /** Notes that one more wants a channel. */
    synchronized void want(String channel) {
        if (wanted.merge(channel, 1, Integer::sum) == 1) {
            broker.restart(channel);
            fed = Set.copyOf(wanted.keySet());
        }
        if (subscription == null) {
            subscription = bus.subscribe(EventFilter.ALL, this);
        }
    }

    /** Notes that one who wanted a channel does not any more. */
    synchronized void unwant(String channel) {
        wanted.computeIfPresent(channel, (name, count) -> count == 1 ? null : count - 1);
        fed = Set.copyOf(wanted.keySet());
        if (wanted.isEmpty()) {
            stop();
        }
    }

    @Override
    public void onEvent(ObservabilityEvent event) {
        Set<String> channels = fed;
        String ofType = ChannelName.ofEvents(event.eventType());
        boolean all = channels.contains(ChannelName.ALL_EVENTS);
        boolean type = channels.contains(ofType);
        if (!all && !type) {
            return;
        }
        Message message = new Message(MessageType.EVENT, event.toJson(), event.context().requestId(),
                event.context().trace());
        if (all) {
            broker.publish(ChannelName.ALL_EVENTS, message);
        }
        if (type) {
            broker.publish(ofType, message);
        }
    }

    @Override
    public void onGap(long first, long last) {
        fed.forEach(broker::restart);
    }
}
