package io.wirescope.internal.rest;

import io.wirescope.internal.rest.scope.Cluster;
import io.wirescope.internal.rest.scope.ClusterLegacy;
import io.wirescope.internal.rest.scope.LegacyUsageReport;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;

/** The same as {@link LegacyUsageResource}, at the second address that the contract has for it. */
@Dependent
@Path("v2/meta/legacy-usage")
public class MetaLegacyUsageResource extends LegacyUsageResource {

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public MetaLegacyUsageResource() {
        this(null, null, null, null);
    }

    @Inject
    MetaLegacyUsageResource(LegacyUsageReport report, Cluster cluster, ClusterLegacy all, Responses responses) {
        super(report, cluster, all, responses);
    }
}
