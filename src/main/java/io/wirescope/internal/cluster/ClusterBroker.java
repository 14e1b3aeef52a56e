package io.wirescope.internal.cluster;

import io.wirescope.delivery.Broker;
import io.wirescope.delivery.ChannelConfig;
import io.wirescope.delivery.HistoryPage;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.delivery.Payload;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.EnvelopedMessage;
import io.wirescope.envelope.InvalidMessageException;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The broker of one of several servers: what is published goes through the log that they share, and comes back to all of them.
 * Of each channel that this server follows it has a {@link Mirror}. Thread-safe.
 */
public final class ClusterBroker implements Broker {

    private static final Logger LOG = Logger.getLogger(ClusterBroker.class.getName());
    private static final EnvelopeCodec CODEC = new EnvelopeCodec();
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long LINGER = Duration.ofSeconds(30).toNanos();
    private static final long COMPARE = Duration.ofSeconds(30).toNanos();
    private static final long SHORT_MILLIS = 50;
    private static final int EPOCH_LENGTH = 16;
    private static final int EVICTED_TENTHS = 9;

    private final ChannelLog log;
    private final ChannelConfig config;
    private final Duration timeout;
    private final Threads threads;
    private final ClusterWatch watch;
    private final Map<String, Mirror> mirrors = new ConcurrentHashMap<>();
    private final Map<String, Payload> own = new ConcurrentHashMap<>();
    private final AtomicLong totalBytes = new AtomicLong();
    private final Mirror.Surroundings surroundings = new Surroundings();
    private final Future<?> ticks;
    private volatile Listener listener;
    private volatile long comparedNanos = System.nanoTime();

    /**
     * @param log     what the servers share
     * @param config  has the bounds of channels
     * @param timeout how long a publisher waits for its message to be handed on here
     * @param threads look for what was missed
     * @param watch   is told what is out of the ordinary
     */
    public ClusterBroker(ChannelLog log, ChannelConfig config, Duration timeout, Threads threads, ClusterWatch watch) {
        this.log = log;
        this.config = config;
        this.timeout = timeout;
        this.threads = threads;
        this.watch = watch;
        this.ticks = threads.every(TICK, this::tick);
    }

    /** Ends what is done from time to time. */
    public void stop() {
        ticks.cancel(false);
    }

    @Override
    public void listen(Listener newListener) {
        listener = newListener;
    }

    @Override
    public CompletionStage<StreamPosition> publish(String channel, Payload payload) {
        try {
            requireSize(channel, payload);
        } catch (MessageTooLargeException e) {
            return CompletableFuture.failedFuture(e);
        }
        String[] id = new String[1];
        Set<String> settled = ConcurrentHashMap.newKeySet();
        AtomicBoolean delivered = new AtomicBoolean();
        return log.append(channel, payload, (known, of) -> {
            if (of != null) {
                own.put(known, of);
                id[0] = known;
            } else { // its announcement may come before this server has delivered it by the reply
                settled.add(known);
                if (delivered.get()) {
                    own.remove(known);
                }
            }
        }).thenCompose(appended -> {
            Mirror mirror = mirrors.get(channel);
            if (mirror == null) {
                return CompletableFuture.completedFuture(appended.position());
            }
            return mirror.appended(new ChannelLog.Entry(appended.position(), id[0], payload.text()), payload)
                    .thenApply(done -> appended.position());
        }).whenComplete((position, failure) -> {
            delivered.set(true);
            settled.forEach(own::remove);
        });
    }

    @Override
    public void requireSize(String channel, Payload payload) {
        Mirror mirror = mirrors.get(channel);
        StreamPosition newest = mirror == null ? null : mirror.newest();
        int bytes = payload.bytesAt(newest == null ? new StreamPosition("e".repeat(EPOCH_LENGTH), 1) : newest.next());
        if (bytes > config.maxMessageBytes()) {
            throw new MessageTooLargeException(bytes, config.maxMessageBytes());
        }
    }

    @Override
    public CompletionStage<HistoryPage> history(String channel, StreamPosition since, int limit) {
        Mirror mirror = mirrors.get(channel);
        if (mirror == null) { // who asks has just left the channel
            return subscribe(channel).thenCompose(done -> history(channel, since, limit))
                    .whenComplete((page, failure) -> unsubscribe(channel));
        }
        CompletionStage<HistoryPage> page = mirror.history(since, limit);
        evict();
        return page;
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        Mirror[] made = new Mirror[1];
        Mirror mirror = mirrors.compute(channel, (name, before) -> {
            Mirror current = before;
            if (before == null || before.joined().isCompletedExceptionally()) {
                current = new Mirror(name, surroundings);
                made[0] = current;
            }
            current.followers().incrementAndGet();
            return current;
        });
        if (made[0] != null) {
            made[0].join();
        }
        return mirror.joined().whenComplete((done, failure) -> {
            if (failure != null) { // has not counted
                mirror.followers().decrementAndGet();
                mirrors.remove(channel, mirror);
            }
        });
    }

    @Override
    public void unsubscribe(String channel) {
        Mirror mirror = mirrors.get(channel);
        if (mirror != null) {
            mirror.left();
            mirror.followers().updateAndGet(count -> Math.max(0, count - 1));
        }
    }

    @Override
    public CompletionStage<Optional<StreamPosition>> newest(String channel) {
        Mirror mirror = mirrors.get(channel);
        StreamPosition newest = mirror == null ? null : mirror.newest();
        return newest != null ? CompletableFuture.completedFuture(Optional.of(newest))
                : log.heads(List.of(channel)).thenApply(heads -> Optional.ofNullable(heads.get(channel)));
    }

    /** {@return how many channels this server follows} */
    public int mirrors() {
        return mirrors.size();
    }

    /** {@return what it holds of their histories, in bytes} */
    public long historyBytes() {
        return totalBytes.get();
    }

    /** Looks where all channels that are followed stand, because messages may not have come. */
    public void compareAll() {
        comparedNanos = System.nanoTime();
        List<String> names = List.copyOf(mirrors.keySet());
        if (!names.isEmpty()) {
            log.heads(names).whenComplete((heads, failure) -> {
                if (failure == null) {
                    names.forEach(name -> Optional.ofNullable(mirrors.get(name))
                            .ifPresent(mirror -> mirror.compare(heads.get(name))));
                }
            });
        }
    }

    private void tick() {
        long now = System.nanoTime();
        mirrors.values().forEach(mirror -> {
            mirror.expire(now, timeout.toNanos());
            mirror.retry();
        });
        unfollow(now);
        evict();
        if (now - comparedNanos >= COMPARE) {
            compareAll();
            log.sweep();
        }
    }

    private void unfollow(long now) {
        for (Mirror mirror : mirrors.values()) {
            if (mirror.isUnused(now, LINGER)) {
                mirrors.computeIfPresent(mirror.name(), (name, current) ->
                        current == mirror && mirror.isUnused(now, LINGER) ? null : current);
                if (mirrors.get(mirror.name()) != mirror) {
                    log.unfollow(mirror.name(), mirror);
                    mirror.forget();
                }
            }
        }
    }

    // What goes is in the engine still. A tenth more than needed, so that it is worth the look.
    private void evict() {
        if (totalBytes.get() <= config.totalHistoryBytes()) {
            return;
        }
        record Used(Mirror mirror, long nanos) {
        }
        List<Used> all = new ArrayList<>();
        mirrors.values().forEach(mirror -> all.add(new Used(mirror, mirror.usedNanos())));
        all.sort(Comparator.comparingLong(Used::nanos));
        for (Used used : all) {
            if (totalBytes.get() <= config.totalHistoryBytes() / 10 * EVICTED_TENTHS) {
                return;
            }
            used.mirror().forget();
        }
    }

    private final class Surroundings implements Mirror.Surroundings {

        @Override
        public ChannelLog log() {
            return log;
        }

        @Override
        public ChannelConfig config() {
            return config;
        }

        @Override
        public Listener listener() {
            return listener;
        }

        @Override
        public Payload own(String id) {
            return own.get(id);
        }

        @Override
        public Payload payload(String text) {
            return new Payload(head(text), text, true);
        }

        @Override
        public AtomicLong totalBytes() {
            return totalBytes;
        }

        @Override
        public void caughtUp(String channel, int messages, long nanos) {
            watch.caughtUp(channel, messages, nanos);
        }

        @Override
        public void gap(String channel, StreamPosition from, StreamPosition to) {
            watch.gap(channel, from, to);
        }

        @Override
        public void later(Mirror mirror) {
            try {
                threads.scheduler().schedule(mirror::retry, SHORT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) { // the server stops
                LOG.log(Level.FINE, "No more retries", e);
            }
        }
    }

    // The text is scanned, and what is in its payload is not read.
    private static Envelope head(String text) {
        try {
            if (CODEC.read(text + "}}") instanceof EnvelopedMessage message) {
                Envelope whole = message.envelope();
                return new Envelope(whole.type(), whole.timestamp(), whole.requestId(), whole.trace(),
                        JsonValue.EMPTY_JSON_OBJECT, JsonValue.EMPTY_JSON_OBJECT);
            }
        } catch (InvalidMessageException e) {
            LOG.log(Level.FINE, "A message of the engine breaks a rule", e);
        }
        return new Envelope("unknown", "1970-01-01T00:00:00Z", null, null, JsonValue.EMPTY_JSON_OBJECT,
                JsonValue.EMPTY_JSON_OBJECT);
    }
}
