package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The broker of one server, in its memory. Thread-safe.
 *
 * <p>Idle channels are kept for sessions that may resume them, up to a number. Over it, those that no session can
 * resume are evicted first, and then those unused for longest. {@link HistoryTotal} bounds what all histories
 * hold together.
 */
@Service
public class MemoryBroker implements Broker, Eager {

    /** So much is dropped at a time, that the search for it is worth it. */
    private static final int DROPPED_SHARE = 10;

    private final ChannelConfig config;
    private final Clock clock;
    private final IdSource ids;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger madeSinceDrop = new AtomicInteger();
    private final HistoryTotal histories;

    /**
     * @param settings has the bounds
     * @param clock    stamps messages
     * @param ids      makes epochs
     */
    @Inject
    public MemoryBroker(Settings settings, Clock clock, IdSource ids) {
        this.config = ChannelConfig.from(settings);
        this.histories = new HistoryTotal(config.totalHistoryBytes());
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Delivery publish(String name, Message message, Sender sender) {
        long now = clock.millis();
        return in(name, () -> requireSize(name, message),
                channel -> published(channel, message, sender, now));
    }

    // What goes is decided outside the channel's lock, because it may be another channel's history.
    private Delivery published(Channel channel, Message message, Sender sender, long now) {
        Delivery delivery = channel.publish(position -> written(channel.name(), message, position), sender, now);
        if (histories.isOver()) {
            histories.evict(channels.values(), lastLeftOfSessions());
        }
        return delivery;
    }

    private long lastLeftOfSessions() {
        return clock.millis() - config.sessionTtl().toMillis();
    }

    // Epochs are all of one length, so what a new channel gets is as long as it will be.
    @Override
    public void requireSize(String name, Message message) {
        written(name, message, newest(name).orElseGet(() -> new StreamPosition(ids.newSpan(), 0)).next());
    }

    private SharedMessage written(String channel, Message message, StreamPosition position) {
        boolean ofEvents = ChannelName.isOfEvents(channel);
        SharedMessage written = new SharedMessage(new Envelope(message.type(), Rfc3339.format(clock.instant()),
                message.requestId(), message.trace(), message.payload(),
                meta(channel, message, position)), !ofEvents);
        if (written.bytes() > config.maxMessageBytes() && !ofEvents) { // an event's size was judged when it came
            throw new MessageTooLargeException(written.bytes(), config.maxMessageBytes());
        }
        return written;
    }

    private static JsonObject meta(String channel, Message message, StreamPosition position) {
        JsonObjectBuilder meta = JsonFormat.object()
                .add("channel", channel)
                .add("offset", position.offset())
                .add("epoch", position.epoch());
        if (message.publisher() != null) {
            meta.add("publisher", message.publisher());
        }
        return meta.build();
    }

    @Override
    public boolean exists(String name) {
        Channel channel = channels.get(name);
        return channel != null && channel.hadMessage();
    }

    @Override
    public Optional<StreamPosition> newest(String name) {
        return Optional.ofNullable(channels.get(name)).map(Channel::newest);
    }

    @Override
    public JoinResult subscribe(String name, StreamPosition after, Subscriber subscriber) {
        long now = clock.millis();
        return in(name, () -> { }, channel -> channel.join(after, subscriber, now));
    }

    @Override
    public void unsubscribe(String name, Subscriber subscriber) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.leave(subscriber, clock.millis());
        }
    }

    @Override
    public void restart(String name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.restart(ids.newSpan());
        }
    }

    /** {@return what the histories of all channels hold, in bytes} */
    public long historyBytes() {
        return histories.bytes();
    }

    /** {@return how many channels there are} */
    public int channels() {
        return channels.size();
    }

    // A channel that was dropped between the look-up and its use is made anew: with another epoch. What
    // beforeMade throws leaves no channel behind.
    private <T> T in(String name, Runnable beforeMade, Function<Channel, T> use) {
        while (true) {
            Channel channel = channels.get(name);
            if (channel == null) {
                beforeMade.run();
                channel = channels.computeIfAbsent(name, this::made);
            }
            T result = use.apply(channel);
            if (result != null) {
                dropIdle();
                return result;
            }
            channels.remove(name, channel); // who dropped it may not have come to that yet
        }
    }

    private Channel made(String name) {
        madeSinceDrop.incrementAndGet();
        return new Channel(name, ids.newSpan(), config, histories);
    }

    // Looks at all channels once in a tenth of the bound, not for each that is made.
    private void dropIdle() {
        int made = madeSinceDrop.get();
        if (made <= config.maxIdle() / DROPPED_SHARE || !madeSinceDrop.compareAndSet(made, 0)) {
            return;
        }
        List<Channel> idle = idleFirstToGo();
        idle.stream().limit(Math.max(0, idle.size() - config.maxIdle())).forEach(channel -> {
            if (channel.dropIfIdle()) {
                channels.remove(channel.name(), channel);
            }
        });
    }

    // When each was used is looked at once: an order that changes while it is sorted by is none.
    private List<Channel> idleFirstToGo() {
        record Idle(Channel channel, boolean abandoned, long lastUsed) {
        }
        long since = lastLeftOfSessions();
        return channels.values().stream()
                .filter(Channel::isIdle)
                .map(channel -> new Idle(channel, channel.isAbandoned(since), channel.lastUsed()))
                .sorted(Comparator.comparing(Idle::abandoned).reversed().thenComparingLong(Idle::lastUsed))
                .map(Idle::channel)
                .toList();
    }
}
