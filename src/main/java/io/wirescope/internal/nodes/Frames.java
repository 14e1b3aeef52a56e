package io.wirescope.internal.nodes;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Logger;

/** Sends frames to the other nodes, and hands those that come to the receivers of their types. Thread-safe. */
@Service
public class Frames {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Frames.class.getName()));

    private final NodeLink link;
    private final String self;
    private final Map<String, Consumer<Frame>> receivers = new ConcurrentHashMap<>();
    private final LongAdder rubbish = new LongAdder();

    /**
     * @param sources have the link, where an engine is configured
     * @param node    has this node's id
     */
    @Inject
    public Frames(Instance<NodeLinkSource> sources, NodeIdentity node) {
        this(sources.stream().map(NodeLinkSource::link).flatMap(Optional::stream).findFirst(), node);
    }

    /**
     * @param link carries the frames; empty where the server stands alone
     * @param node has this node's id
     */
    public Frames(Optional<NodeLink> link, NodeIdentity node) {
        this.link = link.orElse(null);
        this.self = node.id().orElse("");
    }

    /** {@return what carries the frames; empty where the server stands alone} */
    public Optional<NodeLink> link() {
        return Optional.ofNullable(link);
    }

    /** {@return this node's id; empty where the server stands alone} */
    public String self() {
        return self;
    }

    /** {@return how many texts came that are no frame, or of a type that nobody receives} */
    public long rubbish() {
        return rubbish.sum();
    }

    /**
     * Receives the frames of one type that other nodes send.
     *
     * @param type     the type
     * @param receiver must not block
     */
    public void on(String type, Consumer<Frame> receiver) {
        receivers.put(type, receiver);
    }

    /** Begins to listen; the receivers are there. */
    void listen() {
        if (link != null) {
            link.listen(self, this::receive);
        }
    }

    private void receive(String text) {
        Frame frame = Frame.read(text).orElse(null);
        if (frame != null && frame.sender().equals(self)) {
            return; // what goes to all comes back
        }
        Consumer<Frame> receiver = frame == null ? null : receivers.get(frame.type());
        if (receiver == null) {
            rubbish.increment();
            return;
        }
        try {
            receiver.accept(frame);
        } catch (RuntimeException e) {
            FAILURES.warn("Frame of another node failed type=" + frame.type() + " node=" + frame.sender(), e);
        }
    }

    /** {@return completes when the engine has taken a frame to all other nodes} */
    public CompletionStage<Void> toAll(String type, String subject, String body) {
        return link == null ? CompletableFuture.completedFuture(null)
                : link.publish(new Frame(type, self, subject, body).toText());
    }

    /** {@return completes when the engine has taken a frame to one node} */
    public CompletionStage<Void> toNode(String node, String type, String subject, String body) {
        return link == null ? CompletableFuture.completedFuture(null)
                : link.publish(node, new Frame(type, self, subject, body).toText());
    }
}
