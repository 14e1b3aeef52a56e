package io.wirescope.internal.cluster;

import io.wirescope.connection.StaggeredClose;
import io.wirescope.connection.TestGateway;
import io.wirescope.delivery.MemoryBroker;
import io.wirescope.delivery.SessionStore;
import io.wirescope.internal.config.NodeIdentity;

/** What a server has of the others. */
public final class TestCluster {

    private TestCluster() {
    }

    /** {@return that of a server that is alone} */
    public static ClusterDelivery alone(TestGateway gateway) {
        return new ClusterDelivery(new Cluster(gateway.settings(), gateway.clock(), gateway.ids(), gateway.threads(),
                NodeIdentity.NONE),
                gateway.settings(), new MemoryBroker(gateway.settings(), gateway.clock(), gateway.ids()),
                new SessionStore(gateway.settings(), gateway.clock(), gateway.threads()), gateway.registry(),
                new StaggeredClose(gateway.threads(), gateway.ids()), gateway.bus(), gateway.clock(), gateway.ids(),
                gateway.threads());
    }
}
