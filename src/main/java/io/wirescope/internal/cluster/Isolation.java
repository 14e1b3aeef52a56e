package io.wirescope.internal.cluster;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.StaggeredClose;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Closes envelope connections once this server has been without the engine for long: elsewhere they may get their messages.
 * For one thread.
 */
final class Isolation {

    private static final Logger LOG = Logger.getLogger(Isolation.class.getName());
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final Duration after;
    private final Clock clock;
    private final ConnectionRegistry registry;
    private final StaggeredClose close;
    private CompletableFuture<Void> closing;

    /** @param after after how long; zero for never */
    Isolation(Duration after, Clock clock, ConnectionRegistry registry, StaggeredClose close) {
        this.after = after;
        this.clock = clock;
        this.registry = registry;
        this.close = close;
    }

    /** Begins to close connections where it is time, and ends that where the engine is there again. */
    void check(EngineStatus status) {
        if (closing != null && (status.isUp() || closing.isDone())) {
            closing.cancel(false);
            closing = null;
        } else if (closing == null && !after.isZero() && ClusterReport.away(status, clock).compareTo(after) >= 0) {
            List<Connection> envelope = registry.all().stream().filter(connection -> connection.peer().protocol() == Protocol.ENVELOPE).toList();
            if (!envelope.isEmpty()) {
                LOG.log(Level.WARNING, "Cluster engine away for too long, closing connections={0}", envelope.size());
                closing = close.close(envelope, CloseCode.OVERLOADED, "This server is cut off from the others; connect to another",
                        WINDOW);
            }
        }
    }
}
