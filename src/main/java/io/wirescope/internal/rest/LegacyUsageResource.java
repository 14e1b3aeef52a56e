package io.wirescope.internal.rest;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.legacy.LegacyPolicy;
import io.wirescope.internal.legacy.LegacyReport;
import io.wirescope.internal.legacy.RetirementStatus;
import io.wirescope.internal.legacy.RetirementVerdict;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.LegacyUsageView;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports who still uses deprecated addresses and messages. */
@Dependent
@Path("v2/observability/legacy-usage")
@Produces(MediaType.APPLICATION_JSON)
public class LegacyUsageResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final RetirementStatus standing;
    private final LegacyPolicy policy;
    private final ConnectionRegistry registry;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public LegacyUsageResource() {
        this(null, null, null, null);
    }

    @Inject
    LegacyUsageResource(RetirementStatus standing, LegacyPolicy policy, ConnectionRegistry registry, Responses responses) {
        this.standing = standing;
        this.policy = policy;
        this.registry = registry;
        this.responses = responses;
    }

    /**
     * Reports who still uses deprecated addresses, the most used first.
     *
     * @param request the call, for its query string
     * @return the usage since the start, with as many clients as limit and offset let
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<LegacyUsageView> usage(@Context HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        int limit = (int) parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        long offset = parameters.integer("offset", 0, Integer.MAX_VALUE, 0);
        LegacyReport report = standing.report();
        RetirementVerdict verdict = standing.verdict(report);
        Set<String> connected = registry.all().stream().map(LegacyUsageResource::clientAndEndpoint)
                .collect(Collectors.toSet());
        List<LegacyUsageView.ClientView> clients = report.clients().stream().skip(offset).limit(limit)
                .map(client -> LegacyUsageView.ClientView.of(client,
                        connected.contains(client.clientId() + ' ' + standing.address(client.endpoint()))))
                .toList();
        return responses.ok(report.total() + " uses", new LegacyUsageView(!policy.isGone(),
                policy.config().sunset().map(Rfc3339::format).orElse(null), report.total(),
                report.endpoints().stream().map(LegacyUsageView.EndpointView::of).toList(), clients,
                report.clients().size(), report.forgotten(), verdict.ready(), verdict.reason(), verdict.leftToDo(),
                report.trend().stream().map(LegacyUsageView.HourView::of).toList()));
    }

    private static String clientAndEndpoint(Connection connection) {
        return connection.peer().clientId() + ' ' + connection.peer().endpoint();
    }
}
