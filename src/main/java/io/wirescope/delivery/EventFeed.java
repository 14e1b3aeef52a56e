package io.wirescope.delivery;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.EventQuery;
import io.wirescope.event.EventSubscription;
import io.wirescope.event.EventTypeCount;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.NodeIdentity;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Feeds channels of events from one subscription to the bus. Channels are added and removed by one thread at a time.
 *
 * <p>A channel whose events were lost on the way begins a new epoch, and no other does: of one type the bus still knows
 * the last few when its buffer has passed over them, so that mostly they come late instead.
 */
final class EventFeed implements EventListener {

    /** The name under which the bus counts types beyond the number that it distinguishes. */
    private static final String OTHER_TYPES = "other";

    /** How often to look for what the buffer has passed over: a look during which it goes half round proves nothing. */
    private static final int TRIES = 10;

    private final ObservabilityEventBus bus;
    private final Hub hub;
    private final String node;
    private final Function<ObservabilityEvent, String> channelOf;

    /** For each channel, the last sequence that was given before it was added. */
    private final Map<String, Long> channels = new ConcurrentHashMap<>();

    private EventSubscription subscription;

    /**
     * @param channelOf which channel an event belongs to
     * @param node      is named in the events
     */
    EventFeed(ObservabilityEventBus bus, Hub hub, Function<ObservabilityEvent, String> channelOf, NodeIdentity node) {
        this.node = node.id().orElse(null);
        this.bus = bus;
        this.hub = hub;
        this.channelOf = channelOf;
    }

    /** Feeds a channel from now on, in a new epoch. */
    void add(String channel) {
        hub.restart(channel);
        channels.put(channel, bus.lastSequence());
        if (subscription == null) {
            subscription = bus.subscribe(EventFilter.ALL, this);
        }
    }

    /** Feeds a channel no more. */
    void remove(String channel) {
        channels.remove(channel);
        if (channels.isEmpty()) {
            stop();
        }
    }

    /** Reads the bus no more. */
    void stop() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    @Override
    public void onEvent(ObservabilityEvent event) {
        String channel = channelOf.apply(event);
        Long after = channels.get(channel);
        if (after != null && event.sequence() > after) {
            publish(channel, event);
        }
    }

    // What could not be published is lost, too.
    private void publish(String channel, ObservabilityEvent event) {
        boolean published = false;
        try {
            Await.of(hub.send(channel, new Message(MessageType.EVENT, toJson(event), event.context().requestId(),
                    event.context().trace())));
            published = true;
        } finally {
            if (!published) {
                hub.restart(channel);
            }
        }
    }

    private JsonObject toJson(ObservabilityEvent event) {
        return node == null ? event.toJson() : JsonFormat.object(event.toJson()).add("node", node).build();
    }

    @Override
    public void onGap(long first, long last) {
        channels.forEach((channel, after) -> {
            if (last > after) {
                between(channel, Math.max(first, after + 1), last).ifPresentOrElse(
                        events -> events.forEach(event -> publish(channel, event)), () -> hub.restart(channel));
            }
        });
    }

    /** {@return a channel's events in a range of sequences, by sequence, or empty where one of them may be lost} */
    private Optional<List<ObservabilityEvent>> between(String channel, long first, long last) {
        if (channel.equals(ChannelName.ALL_EVENTS)) {
            return Optional.empty();
        }
        String type = ChannelName.eventType(channel);
        for (int tries = 0; tries < TRIES; tries++) {
            long before = bus.lastSequence();
            List<ObservabilityEvent> newest = new ArrayList<>(
                    bus.query(EventQuery.newest(EventFilter.ofTypes(type), EventQuery.MAX_LIMIT)).events());
            boolean complete = reachesBack(newest, first) || newest.size() == published(type);
            if (bus.lastSequence() - before < bus.bufferCapacity() / 2) { // else the query may have missed some
                Collections.reverse(newest);
                return complete ? Optional.of(newest.stream()
                        .filter(event -> event.sequence() >= first && event.sequence() <= last).toList())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean reachesBack(List<ObservabilityEvent> newestFirst, long sequence) {
        return !newestFirst.isEmpty() && newestFirst.get(newestFirst.size() - 1).sequence() < sequence;
    }

    /** {@return how many events of a type there were since the start; -1 where that is not known} */
    private long published(String type) {
        List<EventTypeCount> counts = bus.countsByType();
        long unknown = counts.stream().anyMatch(count -> count.type().equals(OTHER_TYPES)) ? -1 : 0;
        return counts.stream().filter(count -> count.type().equals(type)).findFirst()
                .map(EventTypeCount::published).orElse(unknown);
    }
}
