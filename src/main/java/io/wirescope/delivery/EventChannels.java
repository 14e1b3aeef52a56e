package io.wirescope.delivery;

import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Feeds the channels {@code events:*} and {@code events:TYPE} from the bus, as long as they are
 * in use: a connection is in one, or a session may resume it. Thread-safe.
 *
 * <p>When events are lost on the way, or were not fed for a while, a channel begins a new epoch: its
 * subscribers see that there is a gap. The channel of all events has a feed of its own, because it is the slowest.
 */
@Service
class EventChannels {

    // All guarded by this; nothing that takes a channel's lock is called under it (lock order: package description).
    private final Map<String, Integer> wanted = new HashMap<>();
    private final EventFeed all;
    private final EventFeed ofTypes;

    /**
     * Of a server that stands alone.
     *
     * @param bus where events come from
     * @param hub where they go
     */
    public EventChannels(ObservabilityEventBus bus, Hub hub) {
        this(bus, hub, NodeIdentity.NONE);
    }

    /**
     * @param bus  where events come from
     * @param hub  where they go
     * @param node is named in the events
     */
    @Inject
    public EventChannels(ObservabilityEventBus bus, Hub hub, NodeIdentity node) {
        this.all = new EventFeed(bus, hub, event -> ChannelName.ALL_EVENTS, node);
        this.ofTypes = new EventFeed(bus, hub, event -> ChannelName.ofEvents(event.eventType()), node);
    }

    @PreDestroy
    synchronized void stop() {
        all.stop();
        ofTypes.stop();
    }

    /** Notes that one more wants a channel. */
    synchronized void want(String channel) {
        if (wanted.merge(channel, 1, Integer::sum) == 1) {
            feedOf(channel).add(channel);
        }
    }

    /** Notes that one who wanted a channel does not any more. */
    synchronized void unwant(String channel) {
        if (wanted.computeIfPresent(channel, (name, count) -> count == 1 ? null : count - 1) == null) {
            feedOf(channel).remove(channel);
        }
    }

    private EventFeed feedOf(String channel) {
        return channel.equals(ChannelName.ALL_EVENTS) ? all : ofTypes;
    }

    /** {@return what listens to the bus while it is wanted} */
    List<EventListener> feeds() {
        return List.of(all, ofTypes);
    }
}
