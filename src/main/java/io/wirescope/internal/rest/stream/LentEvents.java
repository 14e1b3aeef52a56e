package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.event.EventCursor;
import io.wirescope.event.EventFilter;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.nodes.Frame;
import io.wirescope.internal.nodes.Frames;
import io.wirescope.internal.rest.request.EventFilterParameters;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.scope.EventPlaces;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends events of this server to streams of others: each has a lease, which ends unless it is renewed, and a cursor, which
 * falls behind where the engine is slow. One batch of a lease is under way at a time. Thread-safe.
 */
@Service
class LentEvents implements Eager {

    static final String LEASE = "lease";
    static final String LEASE_END = "leaseend";
    static final String BATCH = "batch";
    static final String QUERY = "query";
    static final String AFTER = "after";

    /** How long a lease lasts. */
    static final Duration LIFE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** Leases at once. */
    private static final int MAX_LEASES = 256;

    private static final Logger LOG = Logger.getLogger(LentEvents.class.getName());

    private final Frames frames;
    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final Map<String, Lent> leases = new ConcurrentHashMap<>();
    private volatile Future<?> sweeps;

    /**
     * @param frames  carry leases and batches
     * @param bus     has the events
     * @param threads send
     */
    @Inject
    LentEvents(Frames frames, ObservabilityEventBus bus, Threads threads) {
        this.frames = frames;
        this.bus = bus;
        this.threads = threads;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    void start() {
        if (frames.link().isPresent()) {
            frames.on(LEASE, this::leased);
            frames.on(LEASE_END, frame -> end(key(frame)));
            sweeps = threads.every(SWEEP, this::sweep);
        }
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (sweeps != null) {
            sweeps.cancel(true);
        }
        leases.keySet().forEach(this::end);
    }

    /** {@return how many leases there are} */
    int leases() {
        return leases.size();
    }

    void sweep() {
        leases.forEach((key, lent) -> {
            if (lent.isOver()) {
                end(key);
            }
        });
    }

    private static String key(Frame frame) {
        return frame.sender() + ' ' + frame.subject();
    }

    private void end(String key) {
        Lent lent = leases.remove(key);
        if (lent != null) {
            lent.close();
        }
    }

    private void leased(Frame frame) {
        Lent lent = leases.get(key(frame));
        if (lent == null && leases.size() < MAX_LEASES) {
            lent = open(frame);
            leases.put(key(frame), lent);
        }
        if (lent != null) {
            lent.renew();
        }
    }

    // A place of a server that the reader does not know is its beginning; without places, all begin now.
    private Lent open(Frame frame) {
        try {
            JsonObject wanted = JsonFormat.read(frame.body()).asJsonObject();
            EventFilter filter = EventFilterParameters.read(new QueryParameters(new Query(wanted.getString(QUERY))));
            long after = wanted.containsKey(AFTER)
                    ? bus.resumeAfter(EventPlaces.read(AFTER, wanted.getString(AFTER)).of(frames.self()))
                    : bus.lastSequence();
            return new Lent(frame.sender(), frame.subject(), filter, after);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("a lease must be a JSON object", e);
        }
    }

    /** One lease. */
    private final class Lent {

        private final String reader;
        private final String id;
        private final EventCursor cursor;
        private final AtomicBoolean due = new AtomicBoolean();
        private volatile long endNanos;
        private volatile boolean closed;

        Lent(String reader, String id, EventFilter filter, long after) {
            this.reader = reader;
            this.id = id;
            this.cursor = bus.openCursor(filter, after, () -> plan(PAUSE));
        }

        /** Also says at once how far this server is. */
        void renew() {
            endNanos = System.nanoTime() + LIFE.toNanos();
            plan(Duration.ZERO);
        }

        boolean isOver() {
            return endNanos - System.nanoTime() < 0;
        }

        private void plan(Duration pause) {
            if (closed || !due.compareAndSet(false, true)) {
                return;
            }
            try {
                threads.scheduler().schedule(() -> threads.executor().execute(this::send), pause.toMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) { // the server shuts down
                due.set(false);
            }
        }

        private void send() {
            if (closed) {
                return;
            }
            Batch.Taken taken = Batch.take(cursor, frames.self());
            frames.toNode(reader, BATCH, id, taken.batch().toText()).whenComplete((done, failure) -> {
                if (failure != null) { // the reader sees by the next one's place that it is lost
                    LOG.log(Level.FINE, failure, () -> "Batch of events not sent node=" + reader);
                }
                due.set(false);
                if (taken.isMore() || cursor.stats().lag() > 0) {
                    plan(failure == null ? Duration.ZERO : PAUSE);
                }
            });
        }

        void close() {
            closed = true;
            cursor.close();
        }
    }
}
