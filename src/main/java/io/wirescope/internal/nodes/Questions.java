package io.wirescope.internal.nodes;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks the other nodes, and answers them. A question ends at its deadline, whatever the others do: a node that does not
 * answer, or not with what it should, is named as missing. Thread-safe.
 *
 * <p>The caller's thread waits, at most {@code wirescope.cluster.ask-timeout}.
 */
@Service
public class Questions {

    /** The longest answer, in characters. */
    public static final int MAX_ANSWER = 8 * 1024 * 1024;

    private static final String ASK = "ask";
    private static final String ANSWER = "answer";
    private static final String NO_ANSWER = "noanswer";

    /** Questions of this node that wait at once, and such that it answers at once. */
    private static final int MAX_WAITING = 64;
    private static final int MAX_ANSWERING = 8;

    private static final Logger LOG = Logger.getLogger(Questions.class.getName());

    private final Frames frames;
    private final Nodes nodes;
    private final IdSource ids;
    private final Threads threads;
    private final Duration timeout;
    private final Supplier<Iterable<Responder>> responders;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final Semaphore answering = new Semaphore(MAX_ANSWERING);
    private final LongAdder asked = new LongAdder();
    private final LongAdder notAnswered = new LongAdder();

    /** A question that waits. */
    private static final class Pending {

        private final Map<String, String> answers = new ConcurrentHashMap<>();
        private final Collection<String> open;
        private final CountDownLatch missing;

        Pending(Collection<String> asked) {
            open = ConcurrentHashMap.newKeySet();
            open.addAll(asked);
            missing = new CountDownLatch(asked.size());
        }

        void answer(String node, String answer) {
            if (open.remove(node)) { // the first counts
                answers.put(node, answer);
                missing.countDown();
            }
        }

        void fail(String node) {
            if (open.remove(node)) {
                missing.countDown();
            }
        }
    }

    /**
     * @param frames     carry questions and answers
     * @param nodes      know who is there
     * @param settings   has the deadline
     * @param ids        makes the questions' ids
     * @param threads    answer
     * @param responders know the answers of this node
     */
    @Inject
    public Questions(Frames frames, Nodes nodes, Settings settings, IdSource ids, Threads threads,
            @Any Instance<Responder> responders) {
        this(frames, nodes, NodeConfig.from(settings).askTimeout(), ids, threads, () -> responders);
    }

    Questions(Frames frames, Nodes nodes, Duration timeout, IdSource ids, Threads threads,
            Supplier<Iterable<Responder>> responders) {
        this.frames = frames;
        this.nodes = nodes;
        this.timeout = timeout;
        this.ids = ids;
        this.threads = threads;
        this.responders = responders;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    void start() {
        frames.on(ASK, this::asked);
        frames.on(ANSWER, this::answered);
        frames.on(NO_ANSWER, frame -> pending(frame).ifPresent(question -> question.fail(frame.sender())));
    }

    /**
     * Asks all nodes, this one too, and waits for their answers.
     *
     * @param kind     which {@link Responder} answers
     * @param question the question
     * @return what they answered
     * @throws RuntimeException what this node's own responder throws
     */
    public Answers askAll(String kind, String question) {
        String self = frames.self();
        List<String> others = nodes.living().stream().filter(node -> !node.equals(self)).toList();
        return ask(kind, others, id -> frames.toAll(ASK, id, kind + '\n' + question), question);
    }

    /**
     * Asks one node as {@link #askAll} does, this one or another.
     *
     * @param node     the node's id
     * @param kind     which {@link Responder} answers
     * @param question the question
     * @return what it answered, or that it is missing
     */
    public Answers askOnly(String node, String kind, String question) {
        return node.equals(frames.self()) ? ask(kind, List.of(), id -> { }, question)
                : ask(kind, List.of(node), id -> frames.toNode(node, ASK, id, kind + '\n' + question), null);
    }

    /**
     * Asks one other node, and waits for its answer.
     *
     * @param node     the node's id
     * @param kind     which {@link Responder} answers
     * @param question the question
     * @return what it answered, or empty when it did not in time
     */
    public Optional<JsonObject> askOne(String node, String kind, String question) {
        return Optional.ofNullable(ask(kind, List.of(node),
                id -> frames.toNode(node, ASK, id, kind + '\n' + question), null).byNode().get(node));
    }

    /** {@return how many questions other nodes were asked} */
    public long asked() {
        return asked.sum();
    }

    /** {@return how many nodes did not answer one in time} */
    public long missing() {
        return notAnswered.sum();
    }

    private Answers ask(String kind, List<String> others, Consumer<String> sending, String own) {
        Pending question = new Pending(others);
        boolean isOneTooMany = !waiting.tryAcquire();
        String id = ids.newId();
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!others.isEmpty() && !isOneTooMany) {
                pending.put(id, question);
                send(id, sending);
            }
            SortedMap<String, JsonObject> answers = new TreeMap<>();
            if (own != null) {
                answers.put(frames.self(), read(responder(kind).answer(own)));
            }
            if (!isOneTooMany) {
                question.missing.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            question.answers.forEach((node, answer) -> add(answers, node, answer));
            TreeSet<String> missing = new TreeSet<>(others);
            missing.removeAll(answers.keySet());
            asked.increment();
            notAnswered.add(missing.size());
            return new Answers(answers, missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while nodes were asked", e);
        } finally {
            pending.remove(id);
            if (!isOneTooMany) {
                waiting.release();
            }
        }
    }

    private static void send(String id, Consumer<String> sending) {
        try {
            sending.accept(id);
        } catch (RuntimeException e) { // they are missing, then
            LOG.log(Level.FINE, "The other nodes can't be asked", e);
        }
    }

    private Responder responder(String kind) {
        for (Responder responder : responders.get()) {
            if (responder.kind().equals(kind)) {
                return responder;
            }
        }
        throw new IllegalArgumentException("no node answers questions of kind " + kind);
    }

    private static JsonObject read(String answer) {
        try {
            return JsonFormat.read(answer).asJsonObject();
        } catch (MalformedJsonException | ClassCastException e) {
            throw new IllegalArgumentException("an answer must be a JSON object", e);
        }
    }

    private Optional<Pending> pending(Frame frame) {
        return Optional.ofNullable(pending.get(frame.subject()));
    }

    // Not parsed here: all that the engine brings would wait.
    private void answered(Frame frame) {
        pending(frame).ifPresent(question -> question.answer(frame.sender(), frame.body())); // else it is late
    }

    private static void add(SortedMap<String, JsonObject> answers, String node, String answer) {
        try {
            answers.put(node, read(answer));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "Answer of another node is no JSON object node=" + node, e);
        }
    }

    private void asked(Frame frame) {
        if (!answering.tryAcquire()) {
            refuse(frame);
            return;
        }
        long came = System.nanoTime();
        try {
            threads.closer().execute(() -> { // an answer may wait
                try {
                    answer(frame, came);
                } finally {
                    answering.release();
                }
            });
        } catch (RuntimeException e) { // the server stops
            answering.release();
            refuse(frame);
        }
    }

    private void answer(Frame frame, long came) {
        if (System.nanoTime() - came > timeout.toNanos()) {
            return; // nobody waits any more
        }
        int end = frame.body().indexOf('\n');
        try {
            String answer = responder(frame.body().substring(0, end)).answer(frame.body().substring(end + 1));
            if (answer.length() > MAX_ANSWER) {
                throw new IllegalStateException("the answer has " + answer.length() + " characters");
            }
            frames.toNode(frame.sender(), ANSWER, frame.subject(), answer);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Question of another node not answered node=" + frame.sender(), e);
            refuse(frame);
        }
    }

    private void refuse(Frame frame) {
        frames.toNode(frame.sender(), NO_ANSWER, frame.subject(), "");
    }
}
