package io.wirescope.delivery;

import io.wirescope.config.Eager;
import io.wirescope.config.Settings;
import io.wirescope.config.Threads;
import io.wirescope.connection.CloseCode;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Empties the server before it goes down: takes no more connections, tells those that are there, and
 * closes them with 1012, evenly over a window. Thread-safe. There is no way back.
 *
 * <p>It begins on demand, or when the application is taken down, which then waits for it.
 */
@ApplicationScoped
public class Drain implements Eager {

    /** The longest window. */
    public static final Duration MAX_WINDOW = Duration.ofMinutes(10);

    /** How long to wait beyond the window. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long close frames may be on their way. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Drain.class.getName());

    private final ConnectionRegistry registry;
    private final Broadcaster broadcaster;
    private final StaggeredClose close;
    private final Duration defaultWindow;

    // Guarded by this (order of locks: package's description).
    private State state;
    private CompletableFuture<Void> done;

    /**
     * A drain that has begun.
     *
     * @param connections how many connections there were
     * @param notified    how many were told
     * @param window      over which they are closed
     */
    public record State(int connections, int notified, Duration window) {
    }

    /** For the container's proxy alone. */
    protected Drain() {
        registry = null;
        broadcaster = null;
        close = null;
        defaultWindow = null;
    }

    /**
     * @param settings    has the window
     * @param registry    is told to take no more
     * @param broadcaster tells those that are there
     * @param close       closes them
     */
    @Inject
    public Drain(Settings settings, ConnectionRegistry registry, Broadcaster broadcaster, StaggeredClose close) {
        this.registry = registry;
        this.broadcaster = broadcaster;
        this.close = close;
        this.defaultWindow = settings.duration("wirescope.drain.window", Duration.ZERO, MAX_WINDOW);
    }

    /** {@return the window of a drain that nobody gave another} */
    public Duration defaultWindow() {
        return defaultWindow;
    }

    /**
     * Begins to drain and returns. Once begun, a drain goes on as it was begun.
     *
     * @param window by when the last connection is closed
     * @return the drain that has begun, now or before
     */
    public State begin(Duration window) {
        return begin(window, close);
    }

    private synchronized State begin(Duration window, StaggeredClose way) {
        if (state == null) {
            registry.drain();
            int connections = registry.all().size();
            int notified = broadcaster.toAll(MessageType.SERVER_DRAINING, JsonFormat.object()
                    .add("reason", ConnectionRegistry.DRAIN_REASON)
                    .add("close_code", CloseCode.RESTARTING.code())
                    .add("window_ms", window.toMillis()).build());
            state = new State(connections, notified, window);
            done = way.close(registry.all(), CloseCode.RESTARTING, ConnectionRegistry.DRAIN_REASON, window);
        }
        return state;
    }

    /**
     * Drains, where that has not begun, and waits for the end of it. For when the application is taken down:
     * the container's scheduler takes nothing by then, so this has one of its own.
     */
    public void awaitDrained() {
        registry.drain();
        if (registry.all().isEmpty()) {
            return;
        }
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            begin(defaultWindow, close.on(new Threads(Runnable::run, scheduler)));
            awaitEmpty(scheduler);
        } finally {
            scheduler.shutdownNow();
        }
    }

    private void awaitEmpty(ScheduledExecutorService scheduler) {
        try {
            done.get(state.window().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
            // The goodbyes are on their way; the container would cut them off.
            scheduler.schedule(() -> { }, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) { // the container closes who is left
            LOG.log(Level.FINE, "Drain cut short", e);
        }
    }
}
