package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.nodes.Frame;
import io.wirescope.internal.nodes.Frames;
import io.wirescope.internal.nodes.Nodes;
import io.wirescope.internal.rest.scope.EventPlaces;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Has the other servers send their events to the readers of streams here, by leases that it renews. Thread-safe. */
@Service
class BorrowedEvents implements Eager {

    private static final Duration RENEWAL = Duration.ofSeconds(3);
    private static final Logger LOG = Logger.getLogger(BorrowedEvents.class.getName());

    private final Frames frames;
    private final Nodes nodes;
    private final IdSource ids;
    private final Threads threads;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private volatile Future<?> renewals;

    /**
     * @param frames  carry leases and batches
     * @param nodes   know who is there
     * @param ids     makes the leases' ids
     * @param threads renew
     */
    @Inject
    BorrowedEvents(Frames frames, Nodes nodes, IdSource ids, Threads threads) {
        this.frames = frames;
        this.nodes = nodes;
        this.ids = ids;
        this.threads = threads;
    }

    private record Lease(String query, boolean isFromNow, OtherServers reader) {
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    void start() {
        if (frames.link().isPresent()) {
            frames.on(LentEvents.BATCH, this::came);
            renewals = threads.every(RENEWAL, this::renew);
        }
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (renewals != null) {
            renewals.cancel(true);
        }
    }

    /** {@return whether there can be other servers} */
    boolean isClustered() {
        return nodes.isClustered();
    }

    /** {@return this server's id} */
    String self() {
        return frames.self();
    }

    /**
     * Begins to borrow.
     *
     * @param query     the filters, as a query string
     * @param isFromNow whether only what comes from now on is wanted
     * @param reader    gets what comes
     * @return ends it
     */
    Runnable open(String query, boolean isFromNow, OtherServers reader) {
        String id = ids.newId();
        Lease lease = new Lease(query, isFromNow, reader);
        leases.put(id, lease);
        send(id, lease);
        return () -> {
            leases.remove(id);
            tell(LentEvents.LEASE_END, id, "");
        };
    }

    void renew() {
        long now = System.nanoTime();
        List<String> others = nodes.living().stream().filter(node -> !node.equals(self())).toList();
        leases.forEach((id, lease) -> {
            send(id, lease);
            lease.reader().check(others, now, LentEvents.LIFE.toNanos());
        });
    }

    // A server that has forgotten the lease, or has just joined, begins at the place that the reader has come to.
    private void send(String id, Lease lease) {
        JsonObjectBuilder wanted = JsonFormat.object().add(LentEvents.QUERY, lease.query());
        EventPlaces places = lease.reader().places(self(), 0);
        if (!lease.isFromNow() || places.byNode().size() > 1) {
            wanted.add(LentEvents.AFTER, places.toString());
        }
        tell(LentEvents.LEASE, id, JsonFormat.write(wanted.build()));
    }

    private void tell(String type, String id, String body) {
        try {
            frames.toAll(type, id, body).exceptionally(failure -> {
                LOG.log(Level.FINE, "The other servers can't be asked for events", failure);
                return null;
            });
        } catch (RuntimeException e) { // a link that is closed
            LOG.log(Level.FINE, "The other servers can't be asked for events", e);
        }
    }

    private void came(Frame frame) {
        Lease lease = leases.get(frame.subject());
        if (lease != null) {
            lease.reader().take(frame.sender(), Batch.read(frame.body()), System.nanoTime());
        }
    }
}
