package io.wirescope.delivery;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
@Typed({MemoryBroker.class, Eager.class})
public class MemoryBroker implements Broker, Eager {

    /** So much is dropped at a time, that the search for it is worth it. */
    private static final int DROPPED_SHARE = 10;

    private final ChannelConfig config;
    private final Clock clock;
    private final IdSource ids;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger madeSinceDrop = new AtomicInteger();
    private final HistoryTotal histories;
    private volatile Listener listener;

    /**
     * @param settings has the bounds
     * @param clock    decides what was unused for longest
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
    public void listen(Listener newListener) {
        listener = newListener;
    }

    @Override
    public CompletionStage<StreamPosition> publish(String name, Payload payload) {
        long now = clock.millis();
        try {
            return CompletableFuture.completedFuture(in(name, () -> requireSize(name, payload),
                    channel -> published(channel, payload, now)));
        } catch (MessageTooLargeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    // What goes is decided outside the channel's lock, because it may be another channel's history.
    private StreamPosition published(Channel channel, Payload payload, long now) {
        StreamPosition position = channel.publish(payload, place -> requireSize(channel.name(), payload, place), listener,
                now);
        if (histories.isOver()) {
            histories.evict(channels.values(), lastLeftOfSessions());
        }
        return position;
    }

    private long lastLeftOfSessions() {
        return clock.millis() - config.sessionTtl().toMillis();
    }

    // Epochs are all of one length, so what a new channel gets is as long as it will be.
    @Override
    public void requireSize(String name, Payload payload) {
        requireSize(name, payload, place(name).orElseGet(() -> new StreamPosition(ids.newSpan(), 0)).next());
    }

    private void requireSize(String name, Payload payload, StreamPosition place) {
        int bytes = payload.bytesAt(place);
        if (bytes > config.maxMessageBytes() && !ChannelName.isOfEvents(name)) { // an event's was judged when it came
            throw new MessageTooLargeException(bytes, config.maxMessageBytes());
        }
    }

    @Override
    public CompletionStage<Optional<StreamPosition>> newest(String name) {
        return CompletableFuture.completedFuture(place(name));
    }

    private Optional<StreamPosition> place(String name) {
        return Optional.ofNullable(channels.get(name)).map(Channel::newest);
    }

    @Override
    public CompletionStage<HistoryPage> history(String name, StreamPosition since, int limit) {
        long now = clock.millis();
        return CompletableFuture.completedFuture(in(name, () -> { }, channel -> channel.read(since, limit, now)));
    }

    @Override
    public CompletionStage<Void> subscribe(String name) {
        long now = clock.millis();
        in(name, () -> { }, channel -> channel.follow(now));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.unfollow(clock.millis());
        }
    }

    /**
     * Starts a channel anew where it exists: another epoch, because messages of its source were lost. Waits for nobody, and
     * calls nobody; whoever uses the channel afterwards finds the new epoch.
     */
    void restart(String name) {
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
