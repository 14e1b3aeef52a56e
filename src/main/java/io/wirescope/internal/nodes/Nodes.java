package io.wirescope.internal.nodes;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The nodes of the cluster. Says at each beat that this one is there, and publishes an event when another joins, leaves
 * or is lost. Thread-safe.
 */
@Service
public class Nodes implements Eager {

    /** A node was seen for the first time, or again after it was lost. */
    public static final String JOINED = "cluster.node.joined";
    /** A node has shut down. */
    public static final String LEFT = "cluster.node.left";
    /** Nothing came from a node for {@code wirescope.cluster.node-ttl}. */
    public static final String LOST = "cluster.node.lost";
    /** Another node has this one's id. */
    public static final String CONFLICT = "cluster.node.conflict";
    /** This node did not join, because another understands no version that it does. */
    public static final String REFUSED = "cluster.node.refused";

    private static final String LOOK = "look";
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Logger LOG = Logger.getLogger(Nodes.class.getName());

    private final Frames frames;
    private final NodeIdentity identity;
    private final NodeConfig config;
    private final NodeMeter meter;
    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final WireVersions wire;
    private final String instance;
    private final Membership membership;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();

    private volatile Future<?> rounds;
    private volatile boolean ended;
    private volatile String refusal;
    private volatile boolean conflict;
    private volatile double engineMs = -1;

    // Of one round at a time.
    private long number;
    private boolean interrupted;

    /**
     * @param frames   carry beats
     * @param identity has this node's id
     * @param settings has the times
     * @param meter    measures this node
     * @param bus      gets an event when a node joins, leaves or is lost
     * @param ids      tells this start from others
     * @param threads  do the rounds
     */
    @Inject
    public Nodes(Frames frames, NodeIdentity identity, Settings settings, NodeMeter meter, ObservabilityEventBus bus,
            IdSource ids, Threads threads) {
        this(frames, identity, NodeConfig.from(settings), meter, bus, ids, threads, WireVersions.OURS);
    }

    Nodes(Frames frames, NodeIdentity identity, NodeConfig config, NodeMeter meter, ObservabilityEventBus bus,
            IdSource ids, Threads threads, WireVersions wire) {
        this.frames = frames;
        this.identity = identity;
        this.config = config;
        this.meter = meter;
        this.bus = bus;
        this.threads = threads;
        this.wire = wire;
        this.instance = ids.newId();
        this.membership = new Membership(frames.self(), config.nodeTtl());
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    /** Joins, and begins the rounds; does nothing where the server stands alone. */
    void start() {
        if (frames.link().isPresent()) {
            frames.on(LOOK, frame -> threads.executor().execute(this::look));
            frames.listen();
            look();
            rounds = threads.every(config.beat(), this::look);
        }
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    /** Leaves: the others hear of it at once. */
    @PreDestroy
    void stop() {
        if (rounds != null && !ended) {
            ended = true;
            rounds.cancel(true);
            if (number > 0) {
                sayGoodbye();
            }
        }
    }

    private void sayGoodbye() {
        Beat last = new Beat(frames.self(), instance, Long.MAX_VALUE, NodeState.LEFT, wire, meter.measure(engineMs));
        try {
            link().beat(last.node(), last.toText(), config.nodeTtl())
                    .thenCompose(done -> frames.toAll(LOOK, instance, "")).toCompletableFuture()
                    .get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) { // they notice by the silence
            LOG.log(Level.FINE, "The other nodes were not told of the shutdown", e);
        }
    }

    private NodeLink link() {
        return frames.link().orElseThrow();
    }

    /** Does one round, unless one is under way. */
    void look() {
        if (ended || !looking.compareAndSet(false, true)) {
            return;
        }
        round().whenComplete((done, failure) -> {
            interrupted |= failure != null;
            looking.set(false);
            if (failure != null) {
                LOG.log(Level.FINE, "The other nodes can't be seen", failure);
            }
        });
    }

    private CompletionStage<Void> round() {
        try {
            return link().beats().thenComposeAsync(this::see, threads.executor());
        } catch (RuntimeException e) { // no thread, or a link that is closed
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> see(Map<String, String> texts) {
        List<Beat> beats = new ArrayList<>();
        texts.forEach((node, text) -> Beat.read(node, text).ifPresent(beats::add));
        if (interrupted) {
            interrupted = false;
            membership.resume(System.nanoTime());
        }
        noteConflict(beats);
        noteRefusal(beats);
        beats.removeIf(beat -> beat.node().equals(frames.self()));
        if (refusal != null || ended) {
            publish(membership.see(beats, System.nanoTime()));
            return CompletableFuture.completedFuture(null);
        }
        Beat own = new Beat(frames.self(), instance, ++number,
                meter.isDraining() ? NodeState.DRAINING : NodeState.UP, wire, meter.measure(engineMs));
        beats.add(own);
        publish(membership.see(beats, System.nanoTime()));
        return beat(own);
    }

    private CompletionStage<Void> beat(Beat own) {
        long began = System.nanoTime();
        return link().beat(own.node(), own.toText(), config.nodeTtl()).thenCompose(done -> {
            engineMs = (System.nanoTime() - began) / NANOS_PER_MILLI;
            return own.number() == 1 ? frames.toAll(LOOK, instance, "") : CompletableFuture.completedFuture(null);
        });
    }

    // What is there before the first beat may be of this node's last run; after it, somebody else has written it.
    private void noteConflict(Collection<Beat> beats) {
        boolean found = number > 0 && beats.stream().anyMatch(beat -> beat.node().equals(frames.self())
                && !beat.instance().equals(instance));
        if (found && !conflict) {
            LOG.severe(() -> "Two nodes have one id node_id=" + frames.self()
                    + "; wirescope.cluster.node-id must differ on each node, or be left empty");
            bus.publish(CONFLICT, EventContext.of("cluster"), event(frames.self()).build());
        }
        conflict = found;
    }

    private void noteRefusal(Collection<Beat> beats) {
        if (number > 0) {
            return; // it is for the one that comes to refuse
        }
        Beat other = beats.stream().filter(beat -> beat.state().isLiving() && !beat.node().equals(frames.self())
                && !beat.wire().agreesWith(wire)).findFirst().orElse(null);
        String found = other == null ? null : "Node " + other.node() + " understands wire versions " + other.wire()
                + ", this one " + wire + "; upgrade by way of a release that understands both";
        if (found != null && refusal == null) {
            LOG.severe(() -> "Not joined to the cluster: " + found);
            bus.publish(REFUSED, EventContext.of("cluster"), event(other.node())
                    .add("wire_least", other.wire().least()).add("wire_most", other.wire().most()).build());
        }
        refusal = found;
    }

    private void publish(List<Membership.Change> changes) {
        for (Membership.Change change : changes) {
            String type = switch (change.state()) {
                case UP, DRAINING -> JOINED;
                case LEFT -> LEFT;
                case LOST -> LOST;
            };
            if (change.state() == NodeState.LOST) {
                lost.increment();
            }
            LOG.info(() -> type + " node_id=" + change.node());
            bus.publish(type, EventContext.of("cluster"), event(change.node()).build());
        }
    }

    private static JsonObjectBuilder event(String node) {
        return JsonFormat.object().add("node", node);
    }

    /** {@return whether the server may be one of several} */
    public boolean isClustered() {
        return frames.link().isPresent();
    }

    /** {@return this node's id, or empty where the server stands alone} */
    public Optional<String> self() {
        return identity.id();
    }

    /**
     * {@return the nodes that are there, this one among them, and for a minute those that left or were lost; by id. Where
     * the server stands alone: none}
     */
    public List<Node> all() {
        return membership.all(System.nanoTime());
    }

    /** {@return the ids of the nodes that are there, this one among them, in order; where the server stands alone: none} */
    public List<String> living() {
        TreeSet<String> living = new TreeSet<>(membership.living());
        identity.id().ifPresent(living::add);
        return List.copyOf(living);
    }

    /** {@return the newest wire version that every node understands} */
    public int wireVersion() {
        return membership.all(System.nanoTime()).stream().filter(node -> node.state().isLiving())
                .mapToInt(node -> node.wire().most()).reduce(wire.most(), Math::min);
    }

    /** {@return how many nodes fell silent without leaving} */
    public long lost() {
        return lost.sum();
    }

    /** {@return why this node did not join, or empty} */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** {@return whether another node has this one's id} */
    public boolean isInConflict() {
        return conflict;
    }
}
