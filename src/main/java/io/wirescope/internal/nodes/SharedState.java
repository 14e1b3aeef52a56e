package io.wirescope.internal.nodes;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Values that are one for all nodes. Each node has a copy, which follows within milliseconds, and within a beat where
 * a notice was lost. Where the server stands alone, nothing is shared. Thread-safe.
 */
@Service
public class SharedState {

    private static final String SHARED = "shared";
    private static final Logger LOG = Logger.getLogger(SharedState.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private final Frames frames;
    private final Threads threads;
    private final Duration period;
    private final Map<String, Consumer<String>> followers = new ConcurrentHashMap<>();
    private final Map<String, SharedValue> known = new ConcurrentHashMap<>();

    private volatile Future<?> rounds;

    /**
     * @param frames   carry the notices
     * @param threads  look for changes
     * @param settings has the time between two looks
     */
    @Inject
    public SharedState(Frames frames, Threads threads, Settings settings) {
        this(frames, threads, NodeConfig.from(settings).beat());
    }

    SharedState(Frames frames, Threads threads, Duration period) {
        this.frames = frames;
        this.threads = threads;
        this.period = period;
    }

    /** {@return one of a server that stands alone} */
    public static SharedState none() {
        return new SharedState(new Frames(Optional.empty(), NodeIdentity.NONE), null,
                Duration.ZERO);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    void start() {
        if (frames.link().isPresent()) {
            frames.on(SHARED, frame -> look());
            look();
            rounds = threads.every(period, this::look);
        }
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(true);
        }
    }

    /**
     * Follows a value.
     *
     * @param key      names it
     * @param follower gets the value that there is and each that replaces it, in the order of their versions; also those
     *                 that this node shares. Must not block
     */
    public synchronized void follow(String key, Consumer<String> follower) {
        followers.put(key, follower);
        SharedValue value = known.get(key);
        if (value != null) {
            follower.accept(value.text());
        }
    }

    /**
     * Replaces a value; returns at once. While the engine is away the value stays this node's own.
     *
     * @param key  names it
     * @param text the new value
     */
    public void share(String key, String text) {
        frames.link().ifPresent(link -> {
            try {
                share(link, key, text).whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.log(Level.WARNING, "Not shared with the other nodes key=" + key, failure);
                    }
                });
            } catch (RuntimeException e) { // a link that is closed
                LOG.log(Level.WARNING, "Not shared with the other nodes key=" + key, e);
            }
        });
    }

    private CompletionStage<Void> share(NodeLink link, String key, String text) {
        return link.share(key, text).thenCompose(version -> {
            take(key, new SharedValue(version, text));
            return frames.toAll(SHARED, key, "");
        });
    }

    private void look() {
        frames.link().ifPresent(link -> link.shared().whenComplete((values, failure) -> {
            if (failure == null) {
                values.forEach(this::take);
                known.forEach((key, value) -> {
                    if (!values.containsKey(key)) { // the engine has lost it
                        share(key, value.text());
                    }
                });
            }
        }));
    }

    // A version below the known one was read before a newer came.
    private synchronized void take(String key, SharedValue value) {
        SharedValue before = known.get(key);
        if (before != null && before.version() >= value.version()) {
            return;
        }
        known.put(key, value);
        Consumer<String> follower = followers.get(key);
        if (follower != null) {
            try {
                follower.accept(value.text());
            } catch (RuntimeException e) {
                FAILURES.warn("Shared value could not be taken key=" + key, e);
            }
        }
    }
}
