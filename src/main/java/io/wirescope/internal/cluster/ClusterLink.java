package io.wirescope.internal.cluster;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.nodes.NodeLink;
import io.wirescope.internal.nodes.NodeLinkSource;
import jakarta.inject.Inject;
import java.util.Optional;

/** The link to the other nodes by the engine, where one is configured. Immutable. */
@Service
public class ClusterLink implements NodeLinkSource {

    private final Optional<NodeLink> link;

    /**
     * @param cluster has the engine
     * @param threads try again while it is away
     */
    @Inject
    public ClusterLink(Cluster cluster, Threads threads) {
        link = cluster.engine().map(engine -> new EngineNodeLink(engine, cluster.config().prefix(), threads));
    }

    @Override
    public Optional<NodeLink> link() {
        return link;
    }
}
