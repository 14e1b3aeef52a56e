package io.wirescope.internal.rest;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.nodes.Responder;
import io.wirescope.internal.rest.scope.Bodies;
import io.wirescope.internal.rest.scope.ClusterStats;
import io.wirescope.internal.rest.view.StatsView;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The statistics of this server, also for another that asks. Thread-safe. */
@Service
public class ServerStats implements Responder {

    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final SystemHealth health;

    @Inject
    ServerStats(ObservabilityEventBus bus, ConnectionRegistry registry, SystemHealth health) {
        this.bus = bus;
        this.registry = registry;
        this.health = health;
    }

    /** {@return the numbers now} */
    StatsView now() {
        List<String> issues = new ArrayList<>(health.busIssues());
        issues.addAll(health.socketIssues());
        issues.addAll(health.exportIssues());
        return StatsView.of(bus.stats(), bus.subscriptions(), registry.stats(), SystemHealth.word(issues));
    }

    @Override
    public String kind() {
        return ClusterStats.KIND;
    }

    @Override
    public String answer(String question) {
        return Bodies.write(now());
    }
}
