package io.wirescope.internal.rest;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.event.EventBusStats;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.rest.view.ArchiveView;
import io.wirescope.internal.rest.view.TelemetryView;
import io.wirescope.internal.telemetry.TelemetryExport;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** Reports whether the gateway is healthy, for people; orchestrators use MicroProfile Health. */
@Dependent
@Path("v2/observability/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;
    private final SystemHealth health;
    private final TelemetryExport telemetry;
    private final CaptureSwitch captures;
    private final EventHistory history;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public HealthResource() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    HealthResource(ObservabilityEventBus bus, ConnectionRegistry registry, SystemHealth health,
            TelemetryExport telemetry, CaptureSwitch captures, EventHistory history, Responses responses) {
        this.history = history;
        this.bus = bus;
        this.registry = registry;
        this.health = health;
        this.telemetry = telemetry;
        this.captures = captures;
        this.responses = responses;
    }

    /**
     * The state of the gateway.
     *
     * @param status {@code healthy} or {@code degraded}
     * @param checks the parts
     * @param issues what is wrong, for people
     * @param traceLink where a trace can be seen, with {@code {trace_id}} for its id; missing unless
     *                  {@code wirescope.trace-link} is set
     * @param payloadCapture true where payloads can be captured; missing elsewhere
     */
    public record HealthView(String status, Checks checks, List<String> issues, String traceLink,
            Boolean payloadCapture) {
    }

    /**
     * The parts.
     *
     * @param eventBus   the bus
     * @param websockets the connections
     * @param telemetry  the export of traces and logs; missing where nothing is exported
     * @param archive    the archive of events; missing where there is none
     */
    public record Checks(BusCheck eventBus, SocketCheck websockets, TelemetryView telemetry, ArchiveView archive) {
    }

    /**
     * The bus.
     *
     * @param status                {@code healthy} or {@code degraded}
     * @param eventsFlowing         whether an event came recently; a quiet server is healthy too
     * @param currentBufferSize     events in the buffer
     * @param activeSubscriberCount subscriptions and cursors that are open
     */
    public record BusCheck(String status, boolean eventsFlowing, int currentBufferSize, int activeSubscriberCount) {
    }

    /**
     * The connections.
     *
     * @param status            {@code healthy} or {@code degraded}
     * @param activeConnections connections now
     * @param maxConnections    how many the server takes, {@code wirescope.connections.max}
     * @param draining          whether it takes no more because it shuts down
     */
    public record SocketCheck(String status, int activeConnections, int maxConnections, boolean draining) {
    }

    /**
     * Reports the state and what is wrong, always with status 200.
     *
     * @return the state; degraded where there is an issue
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<HealthView> health() {
        List<String> busIssues = health.busIssues();
        List<String> socketIssues = health.socketIssues();
        EventBusStats stats = bus.stats();
        List<String> exportIssues = health.exportIssues();
        List<String> archiveIssues = health.archiveIssues();
        List<String> issues = Stream.of(busIssues, socketIssues, exportIssues, archiveIssues).flatMap(List::stream).toList();
        String status = SystemHealth.word(issues);
        return responses.ok("The gateway is " + status, new HealthView(status, new Checks(
                new BusCheck(SystemHealth.word(busIssues), stats.eventsFlowing(), stats.currentBufferSize(),
                        stats.activeSubscriberCount()),
                new SocketCheck(SystemHealth.word(socketIssues), registry.all().size(),
                        registry.config().maxConnections(), registry.isDraining()),
                TelemetryView.of(telemetry, SystemHealth.word(exportIssues)),
                history.archive().map(report -> ArchiveView.of(report, SystemHealth.word(archiveIssues))).orElse(null)), issues,
                telemetry.traceLink().orElse(null), captures.isOn() ? Boolean.TRUE : null));
    }
}
