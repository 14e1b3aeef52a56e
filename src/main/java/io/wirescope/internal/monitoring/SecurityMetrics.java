package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.TokenVerifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of security (MicroProfile Metrics 5.1). */
@Service
public class SecurityMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(SecurityMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final SecurityAudit audit;
    private final TokenVerifier tokens;

    /**
     * @param metrics where the metrics are registered
     * @param audit   counts who came and who was refused
     * @param tokens  knows the issuers
     * @param threads samples
     */
    @Inject
    public SecurityMetrics(MetricRegistry metrics, SecurityAudit audit, TokenVerifier tokens, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.audit = audit;
        this.tokens = tokens;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        for (String type : SecurityAudit.TYPES) {
            metrics.counter("wirescope.security.events", "Logins, refusals and actions, each of them counted",
                    () -> audit.count(type), new Tag("type", type));
        }
        metrics.gauge("wirescope.security.unreachable.issuers", "Issuers whose signing keys could not be fetched",
                tokens::unreachableIssuers);
        metrics.gauge("wirescope.security.cached.tokens", "Tokens that are known to be good", tokens::cachedTokens);
        metrics.start();
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }
}
