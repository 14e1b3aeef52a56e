package io.wirescope.internal.nodes;

import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.NodeIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jakarta.json.JsonObject;

/** One node of a test: all of it runs on the test's thread. */
public final class TestNode {

    private final TestGateway gateway = new TestGateway();
    private final NodeIdentity identity;
    private final Frames frames;
    private final Nodes nodes;
    private final List<Responder> responders = new ArrayList<>();
    private final Questions questions;
    private final SharedState shared;

    /** Makes a node that has not joined. @param engine is shared with the others */
    public TestNode(String id, LocalEngine engine) {
        this(id, engine, WireVersions.OURS, Duration.ofHours(1));
    }

    TestNode(String id, LocalEngine engine, WireVersions wire, Duration nodeTtl) {
        identity = NodeIdentity.of(id);
        frames = new Frames(Optional.of(engine.link()), identity);
        NodeConfig config = new NodeConfig(Duration.ofSeconds(5), nodeTtl, Duration.ofMillis(300));
        nodes = new Nodes(frames, identity, config, new NodeMeter(gateway.registry(), gateway.clock()), gateway.bus(),
                IdSource.random(), gateway.threads(), wire);
        questions = new Questions(frames, nodes, config.askTimeout(), IdSource.random(), gateway.threads(),
                () -> responders);
        questions.start();
        shared = new SharedState(frames, gateway.threads(), config.beat());
    }

    /** Joins. {@return this} */
    public TestNode join() {
        nodes.start();
        shared.start();
        return this;
    }

    /** Answers one kind of question. {@return this} */
    public TestNode with(Responder responder) {
        responders.add(responder);
        return this;
    }

    /** Answers one kind of question with one text. {@return this} */
    public TestNode answering(String kind, String answer) {
        return with(new Responder() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public String answer(String question) {
                return answer;
            }
        });
    }

    public TestGateway gateway() {
        return gateway;
    }

    public NodeIdentity identity() {
        return identity;
    }

    public Nodes nodes() {
        return nodes;
    }

    public Questions questions() {
        return questions;
    }

    public SharedState shared() {
        return shared;
    }

    public Frames frames() {
        return frames;
    }

    /** {@return the data of its events of a type} */
    public List<JsonObject> events(String type) {
        return gateway.data(type);
    }

    /** {@return the nodes that its events of a type name} */
    public List<String> named(String type) {
        return events(type).stream().map(data -> data.getString("node")).toList();
    }
}
