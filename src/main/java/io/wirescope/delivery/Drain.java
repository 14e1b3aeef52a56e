package io.wirescope.delivery;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
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
 * Drains the server before it stops: admits no more connections, notifies those that are open, and
 * closes them with 1012, evenly over a window. Thread-safe. It can't be undone.
 *
 * <p>It begins on demand, or when the application stops, which then waits for it.
 */
@Service
public class Drain implements Eager {

    /** The longest window. */
    public static final Duration MAX_WINDOW = Duration.ofMinutes(10);

    /** How long to wait beyond the window. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long close frames may be on their way. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Drain.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private final ConnectionRegistry registry;
    private final Announcements announcements;
    private final StaggeredClose close;
    private final Duration defaultWindow;

    /** Completes when the last close has begun. */
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile long doneNanos;

    // Guarded by this (lock order: package description).
    private State state;
    private long endNanos;
    private CompletableFuture<Void> closing;

    /**
     * A drain that has begun.
     *
     * @param connections how many connections there were
     * @param notified    how many were notified
     * @param window      over which they are closed
     */
    public record State(int connections, int notified, Duration window) {
    }

    /**
     * @param settings      has the window
     * @param registry      admits no more connections
     * @param announcements notify those that are open
     * @param close         closes them
     */
    @Inject
    public Drain(Settings settings, ConnectionRegistry registry, Announcements announcements, StaggeredClose close) {
        this.registry = registry;
        this.announcements = announcements;
        this.close = close;
        this.defaultWindow = settings.duration("wirescope.drain.window", Duration.ZERO, MAX_WINDOW);
    }

    /** {@return the window of a drain that nobody gave another} */
    public Duration defaultWindow() {
        return defaultWindow;
    }

    /**
     * Begins to drain and returns. Where a drain has begun before, the window that ends first counts: with an earlier
     * end, whoever is left is closed by then, else the drain goes on as it was.
     *
     * @param window by when the last connection is closed
     * @return the drain that has begun, now or before, with the window that counts
     */
    public State begin(Duration window) {
        return begin(window, close);
    }

    private synchronized State begin(Duration window, StaggeredClose way) {
        if (state == null) {
            state = announce(window);
            closeAll(window, way);
        } else if (window.compareTo(left()) < 0) {
            state = new State(state.connections(), state.notified(), window);
            closeAll(window, way);
        } else if (way != close) { // whose timers fire, though the container's may not any more
            closeAll(left(), way);
        }
        return state;
    }

    private State announce(Duration window) {
        registry.drain();
        int connections = registry.all().size();
        return new State(connections, notifyAll(window), window);
    }

    private int notifyAll(Duration window) {
        try {
            return announcements.toAll(MessageType.SERVER_DRAINING, JsonFormat.object()
                    .add("reason", ConnectionRegistry.DRAIN_REASON)
                    .add("close_code", CloseCode.RESTARTING.code())
                    .add("window_ms", window.toMillis()).build());
        } catch (Throwable e) { // they are closed all the same
            FAILURES.warn("Drain notice could not be sent", e);
            return 0;
        }
    }

    // By a clock that is never set.
    private synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    private void closeAll(Duration window, StaggeredClose way) {
        if (closing != null) {
            closing.cancel(false);
        }
        endNanos = System.nanoTime() + window.toNanos();
        closing = way.close(registry.all(), CloseCode.RESTARTING, ConnectionRegistry.DRAIN_REASON, window);
        closing.thenRun(() -> {
            doneNanos = System.nanoTime();
            done.complete(null);
        });
    }

    /**
     * Drains over the configured window, or what is left of a shorter one, and waits for the end of it. For when the
     * application is taken down: the container's scheduler takes nothing by then, so this has one of its own.
     */
    public void awaitDrained() {
        registry.drain();
        boolean anybody = !registry.all().isEmpty();
        if (!anybody && lastWordsNanos() == 0) {
            return;
        }
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            if (anybody) {
                begin(defaultWindow, close.on(new Threads(Runnable::run, scheduler)));
                done.get(left().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
            }
            // The goodbyes are on their way; the container would cut them off.
            scheduler.schedule(() -> { }, lastWordsNanos(), TimeUnit.NANOSECONDS).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) { // the container closes who is left
            LOG.log(Level.FINE, "Drain interrupted", e);
        } finally {
            scheduler.shutdownNow();
        }
    }

    private long lastWordsNanos() {
        return done.isDone() ? Math.max(0, doneNanos + LAST_WORDS.toNanos() - System.nanoTime()) : 0;
    }
}
