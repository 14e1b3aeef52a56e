package io.wirescope.internal.legacy;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;

/** The state of the retirement of the legacy addresses. Thread-safe. */
@Service
public class RetirementStatus implements Eager {

    private final LegacyUsage usage;
    private final LegacyPolicy policy;
    private final ConnectionRegistry registry;
    private final Clock clock;
    private final Instant upSince;

    /**
     * @param usage    knows who used them
     * @param policy   has the dates
     * @param registry knows who is connected
     * @param clock    decides which dates have passed
     */
    @Inject
    public RetirementStatus(LegacyUsage usage, LegacyPolicy policy, ConnectionRegistry registry, Clock clock) {
        this.usage = usage;
        this.policy = policy;
        this.registry = registry;
        this.clock = clock;
        this.upSince = clock.instant();
    }

    /** {@return who used what} */
    public LegacyReport report() {
        return usage.report();
    }

    /** {@return whether the legacy addresses can be switched off, by a report} */
    public RetirementVerdict verdict(LegacyReport report) {
        long connected = registry.all().stream()
                .filter(connection -> connection.peer().protocol() == Protocol.RAW).count();
        return RetirementVerdict.of(report, connected, policy,
                usage.knownSince().orElse(upSince), clock.instant());
    }

    /** {@return the address pattern at which a way of the ledger is used} */
    public String address(String endpoint) {
        return endpoint.startsWith("/") ? endpoint : AddressPattern.CLIENT;
    }
}
