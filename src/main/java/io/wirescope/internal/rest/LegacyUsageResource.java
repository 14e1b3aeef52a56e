package io.wirescope.internal.rest;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.envelope.Rfc3339;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who still uses what is deprecated. */
@Dependent
@Path("v2/observability/legacy-usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "state")
public class LegacyUsageResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final RetirementStatus standing;
    private final LegacyPolicy policy;
    private final ConnectionRegistry registry;
    private final Responses responses;

    /** For RESTEasy alone, which asks for one though CDI makes the instances. */
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
     * Tells who still uses what, the most used first.
     *
     * @param request the call, for its query string
     * @return the usage since the start, with as many clients as limit and offset let
     */
    @GET
    @Operation(summary = "Who still uses what is deprecated, and what is left to do")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "The most clients to return, 1 to 1000",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    @Parameter(name = "offset", in = ParameterIn.QUERY, description = "How many clients to pass over",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
    @APIResponse(responseCode = "200", description = "The usage", content = @Content(
            examples = @ExampleObject(name = "one client left", value = MessageExamples.LEGACY_USAGE)))
    @APIResponse(responseCode = "422", description = "A parameter breaks its rule", content = @Content(
            examples = @ExampleObject(name = "limit=0", value = Examples.VALIDATION_ERROR)))
    public ApiResponse<LegacyUsageView> usage(@Parameter(hidden = true) @Context HttpServletRequest request) {
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
