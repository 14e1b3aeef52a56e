package io.wirescope.it;

/** {@code java deploy/examples/Upstream.java}. */
class JavaExampleIT extends ExampleContract {

    @Override
    ExampleUpstream example(String secret) throws Exception {
        return ExampleUpstream.java(secret);
    }
}
