package io.wirescope.internal.legacy;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.logging.Logger;

/**
 * Announces brownouts before they begin, and closes the connections at the legacy addresses once those are
 * switched off: with 4410, evenly over a window. Thread-safe.
 *
 * <p>It looks at the clock once a second rather than plan for a date: clocks are set, and dates are far.
 */
@Service
public class LegacyRetirement {

    /** The event that announces a brownout. */
    public static final String BROWNOUT_EVENT = "legacy.brownout";

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final String REASON = "This address is switched off, connect to " + AddressPattern.CLIENT;

    private static final Logger LOG = Logger.getLogger(LegacyRetirement.class.getName());

    private final LegacyPolicy policy;
    private final ConnectionRegistry registry;
    private final ObservabilityEventBus bus;
    private final StaggeredClose close;
    private final Clock clock;
    private final Threads threads;
    private final Set<Brownout> announced = ConcurrentHashMap.newKeySet();

    private volatile CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);
    private volatile Future<?> rounds;

    /**
     * @param policy   has the dates
     * @param registry knows who is connected
     * @param bus      gets the announcements
     * @param close    closes
     * @param clock    decides which dates have passed
     * @param threads  looks at the clock
     */
    @Inject
    public LegacyRetirement(LegacyPolicy policy, ConnectionRegistry registry, ObservabilityEventBus bus,
            StaggeredClose close, Clock clock, Threads threads) {
        this.policy = policy;
        this.registry = registry;
        this.bus = bus;
        this.close = close;
        this.clock = clock;
        this.threads = threads;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        rounds = threads.every(ROUND, this::look);
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

    void look() {
        announceBrownouts();
        if (policy.isGone() && closing.isDone()) {
            closeAll();
        }
    }

    private void announceBrownouts() {
        Instant now = clock.instant();
        for (Brownout brownout : policy.config().brownouts()) {
            if (!now.isBefore(brownout.start().minus(policy.config().brownoutNotice()))
                    && now.isBefore(brownout.end()) && announced.add(brownout)) {
                LOG.warning(() -> "Brownout of the legacy addresses start=" + brownout.start()
                        + " end=" + brownout.end());
                bus.publish(BROWNOUT_EVENT, EventContext.of("legacy"), JsonFormat.object()
                        .add("start", Rfc3339.format(brownout.start()))
                        .add("end", Rfc3339.format(brownout.end()))
                        .add("migration_guide", policy.config().migrationGuide()).build());
            }
        }
    }

    private void closeAll() {
        List<Connection> raw = registry.all().stream()
                .filter(connection -> connection.peer().protocol() == Protocol.RAW).toList();
        if (!raw.isEmpty()) {
            LOG.warning(() -> "Legacy addresses switched off connections=" + raw.size() + " close_window="
                    + policy.config().closeWindow());
            closing = close.close(raw, CloseCode.LEGACY_GONE, REASON, policy.config().closeWindow());
        }
    }
}
