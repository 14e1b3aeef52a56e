package io.wirescope.internal.nodes;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.RegistryStats;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Measures this node. Thread-safe. */
@Service
public class NodeMeter {

    private static final double NANOS = 1e9;

    private final ConnectionRegistry registry;
    private final String version = version();
    private final String started;

    // Guarded by this.
    private long lastNanos = System.nanoTime();
    private long lastIn;
    private long lastOut;
    private String address; // looked up at the first beat: a server that stands alone may have no name service

    /**
     * @param registry counts
     * @param clock    has the time of the start
     */
    @Inject
    public NodeMeter(ConnectionRegistry registry, Clock clock) {
        this.registry = registry;
        this.started = Rfc3339.format(clock.instant());
    }

    private static String version() {
        try (InputStream in = NodeMeter.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether this node drains} */
    boolean isDraining() {
        return registry.isDraining();
    }

    /**
     * Measures; rates are those since the last time.
     *
     * @param engineMs how long the last beat took
     * @return the numbers now
     */
    synchronized NodeVitals measure(double engineMs) {
        if (address == null) {
            address = NodeIdentity.hostName();
        }
        long now = System.nanoTime();
        double seconds = Math.max((now - lastNanos) / NANOS, 1e-3);
        RegistryStats stats = registry.stats();
        long in = stats.traffic().messagesIn();
        long out = stats.traffic().messagesOut();
        NodeVitals vitals = new NodeVitals(version, address, started, stats.activeConnections(), stats.totalConnections(), in,
                out, (in - lastIn) / seconds, (out - lastOut) / seconds, engineMs);
        lastNanos = now;
        lastIn = in;
        lastOut = out;
        return vitals;
    }
}
