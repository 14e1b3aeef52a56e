package io.wirescope.internal.monitoring;

import io.wirescope.connection.Heartbeats;
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
 * Up while heartbeat rounds are made and the bus looks for events to deliver: once the scheduler or the bus's thread
 * hangs or has ended, only a restart mends that.
 */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

    private static final int MISSED_ROUNDS = 10;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    private final Heartbeats heartbeats;
    private final ObservabilityEventBus bus;
    private final Clock clock;

    /** For the container's client proxy only: Payara looks checks up before it can inject resources. */
    protected LivenessCheck() {
        heartbeats = null;
        bus = null;
        clock = null;
    }

    @Inject
    LivenessCheck(Heartbeats heartbeats, ObservabilityEventBus bus, Clock clock) {
        this.heartbeats = heartbeats;
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("wirescope-heartbeats")
                .status(isLive())
                .withData("milliseconds_since_last_round", sinceLastRound().toMillis())
                .withData("milliseconds_since_last_look_for_events", bus.sinceLastLook().toMillis())
                .build();
    }

    /** {@return whether both do their work; at once false where the bus's thread has ended} */
    boolean isLive() {
        return sinceLastRound().compareTo(patience()) < 0
                && bus.isDelivering() && bus.sinceLastLook().compareTo(LEAST_PATIENCE) < 0;
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
