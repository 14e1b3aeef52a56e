package io.wirescope.it;

/** {@code node deploy/examples/upstream.mjs}. Needs {@code node}: see the profile {@code frontend}. */
class NodeExampleIT extends ExampleContract {

    @Override
    ExampleUpstream example(String secret) throws Exception {
        return ExampleUpstream.node(secret);
    }
}
