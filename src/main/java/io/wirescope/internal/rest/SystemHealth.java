package io.wirescope.internal.rest;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.event.history.ArchiveState;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.nodes.Nodes;
import io.wirescope.internal.telemetry.TelemetryExport;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What keeps the gateway from being healthy, if anything. */
@Dependent
class SystemHealth {

    static final String HEALTHY = "healthy";
    static final String DEGRADED = "degraded";

    /** From this part of the connection limit on, an operator should know. */
    private static final double NEARLY_FULL = 0.9;

    /** The bus looks for events at least once a second. */
    private static final Duration PUMP_PATIENCE = Duration.ofSeconds(10);

    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final TelemetryExport telemetry;
    private final EventHistory history;
    private final Nodes nodes;

    @Inject
    SystemHealth(ObservabilityEventBus bus, ConnectionRegistry registry, TelemetryExport telemetry, EventHistory history,
            Nodes nodes) {
        this.history = history;
        this.nodes = nodes;
        this.bus = bus;
        this.registry = registry;
        this.telemetry = telemetry;
    }

    /** {@return what is wrong with the bus, for people; empty when nothing is} */
    List<String> busIssues() {
        List<String> issues = new ArrayList<>();
        long failing = bus.subscriptions().stream().filter(subscription -> subscription.failures() > 0).count();
        long losing = bus.subscriptions().stream().filter(subscription -> subscription.lost() > 0).count();
        Duration silence = bus.sinceLastLook();
        if (silence.compareTo(PUMP_PATIENCE) > 0) {
            issues.add("Events have not been delivered for " + silence.toSeconds() + " s");
        }
        if (failing > 0) {
            issues.add(failing + " event subscribers have thrown");
        }
        if (losing > 0) {
            issues.add(losing + " event subscribers have fallen behind and lost events");
        }
        return issues;
    }

    /** {@return what is wrong with the connections, for people; empty when nothing is} */
    List<String> socketIssues() {
        List<String> issues = new ArrayList<>();
        int active = registry.all().size();
        int limit = registry.config().maxConnections();
        if (registry.isDraining()) {
            issues.add("The server is draining and takes no connections");
        }
        if (active >= limit * NEARLY_FULL) {
            issues.add(active + " of at most " + limit + " connections are in use");
        }
        if (nodes.isInConflict()) {
            issues.add("Another server has this one's id, wirescope.cluster.node-id=" + nodes.self().orElse(""));
        }
        nodes.refusal().ifPresent(reason -> issues.add("Not joined to the cluster: " + reason));
        return issues;
    }

    /** {@return what is wrong with the export of telemetry, for people; empty when nothing is} */
    List<String> exportIssues() {
        return telemetry.stats().entrySet().stream().filter(signal -> signal.getValue().lastError() != null)
                .map(signal -> "The export of " + signal.getKey() + " to " + signal.getValue().endpoint() + " fails: "
                        + signal.getValue().lastError()).toList();
    }

    /** {@return what is wrong with the archive, for people; empty when nothing is} */
    List<String> archiveIssues() {
        return history.archive().filter(report -> report.state() != ArchiveState.OK && report.state() != ArchiveState.STARTING)
                .map(report -> "The archive in " + report.target() + " is " + report.state().word() + ", " + report.lag()
                        + " events wait" + (report.lastError() == null ? "" : ": " + report.lastError()))
                .stream().toList();
    }

    /** {@return the word for a number of issues} */
    static String word(List<String> issues) {
        return issues.isEmpty() ? HEALTHY : DEGRADED;
    }
}
