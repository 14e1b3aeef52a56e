package io.wirescope.internal.nodes;

import java.util.Optional;

/** Has the link to the other nodes, where an engine is configured. */
public interface NodeLinkSource {

    /** {@return the link, always the same; empty where the server stands alone} */
    Optional<NodeLink> link();
}
