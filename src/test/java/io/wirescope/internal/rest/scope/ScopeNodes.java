package io.wirescope.internal.rest.scope;

import io.wirescope.internal.nodes.LocalEngine;
import io.wirescope.internal.nodes.TestNode;

/** Two nodes, of which the first is asked. */
final class ScopeNodes {

    final LocalEngine engine = new LocalEngine();
    final TestNode a = node("a");
    final TestNode b = node("b");

    /** {@return one more that has joined} */
    TestNode node(String id) {
        TestNode node = new TestNode(id, engine).join();
        node.with(new EventPages(node.gateway().bus(), node.identity()));
        node.with(new StoryEvents(node.gateway().bus(), node.identity()));
        return node;
    }

    /** {@return what asks on behalf of the first} */
    Cluster cluster() {
        return new Cluster(a.nodes(), a.questions());
    }
}
