package io.wirescope.monitoring;

import io.wirescope.connection.Heartbeats;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Up while heartbeat rounds are made: once the scheduler hangs, only a restart mends that. */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

    private static final int MISSED_ROUNDS = 10;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

    private final Heartbeats heartbeats;
    private final Clock clock;

    /** For the container's proxy alone. */
    protected LivenessCheck() {
        heartbeats = null;
        clock = null;
    }

    @Inject
    LivenessCheck(Heartbeats heartbeats, Clock clock) {
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = sinceLastRound();
        return HealthCheckResponse.named("wirescope-heartbeats")
                .status(silence.compareTo(patience()) < 0)
                .withData("milliseconds_since_last_round", silence.toMillis())
                .build();
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
