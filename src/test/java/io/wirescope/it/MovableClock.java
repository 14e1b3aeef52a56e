package io.wirescope.it;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The server's clock in tests that set it: the real one, and an hour or a year ahead. */
@Alternative
@Priority(1000)
@ApplicationScoped
public class MovableClock {

    private volatile Duration ahead = Duration.ZERO;

    public void moveAhead(Duration by) {
        ahead = by;
    }

    @Produces
    @Singleton
    Clock clock() {
        return new Clock() {
            private final Clock real = Clock.systemUTC();

            @Override
            public ZoneId getZone() {
                return real.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return real.withZone(zone);
            }

            @Override
            public Instant instant() {
                return real.instant().plus(ahead);
            }
        };
    }
}
