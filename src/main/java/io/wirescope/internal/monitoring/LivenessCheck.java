package io.wirescope.internal.monitoring;

import io.wirescope.connection.Heartbeats;
import io.wirescope.delivery.Lanes;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Up while heartbeat rounds are made, the bus looks for events to deliver, and the lanes deliver what waits: once the scheduler or
 * one of these threads hangs or has ended, only a restart mends that.
 */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

    private static final int MISSED_ROUNDS = 10;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    /** A container's send may hold its thread for a while. */
    private static final Duration PATIENCE_WITH_LANES = Duration.ofSeconds(30);

    private final Heartbeats heartbeats;
    private final ObservabilityEventBus bus;
    private final Lanes lanes;
    private final Clock clock;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected LivenessCheck() {
        heartbeats = null;
        bus = null;
        lanes = null;
        clock = null;
    }

    @Inject
    LivenessCheck(Heartbeats heartbeats, ObservabilityEventBus bus, Lanes lanes, Clock clock) {
        this.heartbeats = heartbeats;
        this.bus = bus;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("wirescope-heartbeats")
                .status(isLive())
                .withData("milliseconds_since_last_round", sinceLastRound().toMillis())
                .withData("milliseconds_since_last_look_for_events", bus.sinceLastLook().toMillis())
                .withData("milliseconds_without_delivery", lanes.stalled().toMillis())
                .build();
    }

    /** {@return whether all do their work; at once false where the bus's thread has ended} */
    boolean isLive() {
        return sinceLastRound().compareTo(patience()) < 0
                && bus.isDelivering() && bus.sinceLastLook().compareTo(LEAST_PATIENCE) < 0
                && lanes.stalled().compareTo(PATIENCE_WITH_LANES) < 0;
    }

    private Duration sinceLastRound() {
        Instant last = heartbeats.lastRound();
        return last == null ? Duration.ZERO : Duration.between(last, clock.instant());
    }

    private Duration patience() {
        Duration patience = heartbeats.roundLength().multipliedBy(MISSED_ROUNDS);
        return patience.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : patience;
    }
}
