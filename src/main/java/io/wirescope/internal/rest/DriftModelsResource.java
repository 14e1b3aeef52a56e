package io.wirescope.internal.rest;

import io.wirescope.internal.drift.DriftDetector;
import io.wirescope.internal.drift.ModelReport;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.DriftModelsView;
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

/** How models drift, as the detector computes it. */
@Dependent
@Path("v2/drift/models")
@Produces(MediaType.APPLICATION_JSON)
public class DriftModelsResource {

    private final DriftDetector detector;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public DriftModelsResource() {
        this(null, null);
    }

    @Inject
    DriftModelsResource(DriftDetector detector, Responses responses) {
        this.detector = detector;
        this.responses = responses;
    }

    /**
     * Shows how models drift: all without their features, or all versions of one with them.
     *
     * @param request the call, for its query string
     * @return the models that are watched
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<DriftModelsView> list(@Context HttpServletRequest request) {
        String model = new QueryParameters(request).id("model");
        List<ModelReport> reports = model == null ? detector.reports() : detector.reports(model);
        return responses.ok(reports.size() + " models", DriftModelsView.of(detector, reports));
    }
}
