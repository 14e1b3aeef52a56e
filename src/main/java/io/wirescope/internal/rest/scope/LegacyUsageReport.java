package io.wirescope.internal.rest.scope;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.legacy.LegacyPolicy;
import io.wirescope.internal.legacy.LegacyReport;
import io.wirescope.internal.legacy.RetirementStatus;
import io.wirescope.internal.legacy.RetirementVerdict;
import io.wirescope.internal.nodes.Responder;
import io.wirescope.internal.rest.view.LegacyUsageView;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The legacy use of this server, also for another that asks. Thread-safe. */
@Service
public class LegacyUsageReport implements Responder {

    private final RetirementStatus standing;
    private final LegacyPolicy policy;
    private final ConnectionRegistry registry;

    @Inject
    LegacyUsageReport(RetirementStatus standing, LegacyPolicy policy, ConnectionRegistry registry) {
        this.standing = standing;
        this.policy = policy;
        this.registry = registry;
    }

    /**
     * Reports who used what, the most used first.
     *
     * @param offset how many clients are skipped
     * @param limit  how many clients are returned at most
     * @return the usage since the start
     */
    public LegacyUsageView usage(long offset, long limit) {
        LegacyReport report = standing.report();
        RetirementVerdict verdict = standing.verdict(report);
        Set<String> connected = registry.all().stream().map(LegacyUsageReport::clientAndEndpoint)
                .collect(Collectors.toSet());
        List<LegacyUsageView.ClientView> clients = report.clients().stream().skip(offset).limit(limit)
                .map(client -> LegacyUsageView.ClientView.of(client,
                        connected.contains(client.clientId() + ' ' + standing.address(client.endpoint()))))
                .toList();
        return new LegacyUsageView(!policy.isGone(), policy.config().sunset().map(Rfc3339::format).orElse(null),
                report.total(), report.endpoints().stream().map(LegacyUsageView.EndpointView::of).toList(), clients,
                report.clients().size(), report.forgotten(), verdict.ready(), verdict.reason(), verdict.leftToDo(),
                report.trend().stream().map(LegacyUsageView.HourView::of).toList());
    }

    private static String clientAndEndpoint(Connection connection) {
        return connection.peer().clientId() + ' ' + connection.peer().endpoint();
    }

    @Override
    public String kind() {
        return ClusterLegacy.KIND;
    }

    @Override
    public String answer(String question) {
        return Bodies.write(usage(0, ClusterLegacy.CLIENTS));
    }
}
