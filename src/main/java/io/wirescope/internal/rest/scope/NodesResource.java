package io.wirescope.internal.rest.scope;

import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.nodes.Node;
import io.wirescope.internal.nodes.Nodes;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;

/** Shows the servers of the cluster. */
@Dependent
@Path("v2/observability/nodes")
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {

    private final Nodes nodes;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public NodesResource() {
        this(null, null);
    }

    @Inject
    NodesResource(Nodes nodes, Responses responses) {
        this.nodes = nodes;
        this.responses = responses;
    }

    /**
     * The servers.
     *
     * @param clustered   whether there can be several
     * @param self        the id of the one that answers, null where it stands alone
     * @param total       how many are up or draining
     * @param wireVersion the newest version of the frames between them that all understand
     * @param conflict    whether another server has the id of the one that answers
     * @param refused     why the one that answers has not joined, or null
     * @param nodes       those that are up or draining, and for a minute those that left or were lost, by id
     */
    @JsonbNillable
    public record NodesView(boolean clustered, String self, int total, int wireVersion, boolean conflict,
            String refused, List<NodeView> nodes) {
    }

    /**
     * A server.
     *
     * @param node      its id
     * @param state     {@code up}, {@code draining}, {@code left} or {@code lost}
     * @param self      whether it is the one that answers
     * @param silentMs  milliseconds since its last beat was seen
     * @param wireLeast the oldest version of the frames that it understands
     * @param wireMost  the newest
     * @param vitals    its numbers as of its last beat
     */
    public record NodeView(String node, String state, boolean self, BigDecimal silentMs, int wireLeast, int wireMost,
            JsonObject vitals) {

        static NodeView of(Node node, String self) {
            return new NodeView(node.id(), node.state().wireName(), node.id().equals(self),
                    BigDecimal.valueOf(node.silent().toNanos() / 1000, 3), node.wire().least(), node.wire().most(),
                    node.vitals().toJson());
        }
    }

    /**
     * Shows who is there, as the server that answers sees it.
     *
     * @return the servers; none where it stands alone
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<NodesView> nodes() {
        List<Node> all = nodes.all();
        int living = (int) all.stream().filter(node -> node.state().isLiving()).count();
        String self = nodes.self().orElse(null);
        return responses.ok(living + " nodes", new NodesView(nodes.isClustered(), self, living, nodes.wireVersion(),
                nodes.isInConflict(), nodes.refusal().orElse(null),
                all.stream().map(node -> NodeView.of(node, self)).toList()));
    }
}
