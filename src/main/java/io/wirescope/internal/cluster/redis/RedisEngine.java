package io.wirescope.internal.cluster.redis;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.cluster.ClusterConfig;
import io.wirescope.internal.cluster.Engine;
import io.wirescope.internal.cluster.EngineFigures;
import io.wirescope.internal.cluster.EngineStatus;
import io.wirescope.internal.cluster.Script;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis, or what speaks its protocol, as one server reaches it: one connection for commands, one for what is published. Both are
 * made again when they are lost. Thread-safe.
 */
public final class RedisEngine implements Engine {

    private static final Logger LOG = Logger.getLogger(RedisEngine.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    /** How long a reply, and a connect, may take before the connection is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final long SILENT = Duration.ofSeconds(5).toNanos();
    private static final long DEAD = Duration.ofSeconds(7).toNanos();

    private final ClusterConfig config;
    private final Clock clock;
    private final Threads threads;
    private final CommandLink commands;
    private final SubscriptionLink subscriptions;
    private final KnownScripts scripts = new KnownScripts();
    private final String probes;
    private final Consumer<String> probed = text -> { };
    private final EngineFigures figures = new EngineFigures();
    private volatile Future<?> ticks;
    private volatile boolean stopped;

    // Guarded by statusLock, under which the watcher is called.
    private final Object statusLock = new Object();
    private volatile EngineStatus status;
    private final List<Consumer<EngineStatus>> watchers = new CopyOnWriteArrayList<>();
    private boolean commandsUp;
    private boolean subscriptionsUp;
    private long connected;
    private String process;
    private long probeNanos;

    /**
     * @param config  where the engine is
     * @param clock   says since when the engine is as it is
     * @param ids     makes the pauses between connects differ
     * @param threads two of them work for the engine until {@link #stop}
     */
    public RedisEngine(ClusterConfig config, Clock clock, IdSource ids, Threads threads) {
        this.config = config;
        this.clock = clock;
        this.threads = threads;
        Connector connector = new Connector(config.redis(), PATIENCE);
        this.probes = config.prefix() + ":probe:" + ids.newSpan();
        this.commands = new CommandLink(() -> marked(connector.open()), new CommandWatcher(), new Backoff(ids), scripts::list,
                config.queueMessages(), config.queueBytes());
        this.subscriptions = new SubscriptionLink(connector::open, new SubscriptionWatcher(), new Backoff(ids),
                threads.executor());
        this.status = new EngineStatus(false, clock.instant(), null, 0, "not connected yet");
    }

    /**
     * Checks that the engine is what it has to be, and begins to work. One that can't be reached is tried again and again.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when the engine can't be used with these settings
     */
    public void start() {
        try {
            new StartCheck(config, new Connector(config.redis(), PATIENCE)).check();
        } catch (RefusedException e) {
            throw e.toInvalidSetting();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cluster engine not reached engine={0} reason={1}",
                    new Object[] {config.redis(), e.getMessage()});
        }
        subscriptions.listen(probes, probed, System.nanoTime() + Long.MAX_VALUE / 2);
        threads.closer().execute(() -> work(commands::run)); // as long as the application
        threads.closer().execute(() -> work(subscriptions::run));
        ticks = threads.every(TICK, this::tick);
    }

    private Link marked(Link link) throws IOException {
        try {
            StartCheck.mark(config, link);
            return link;
        } catch (JedisException e) {
            link.end();
            throw new IOException("No reply of the engine: " + e.getMessage(), e);
        }
    }

    // An error in what a reply leads to must not end the connection for good.
    private void work(Runnable loop) {
        while (!stopped) {
            try {
                loop.run();
            } catch (Throwable e) {
                if (stopped) { // so is what the container gave
                    return;
                }
                FAILURES.warn("A connection to the cluster engine failed", e);
                LockSupport.parkNanos(PATIENCE.toNanos());
            }
        }
    }

    /** Ends both connections and their threads. */
    public void stop() {
        stopped = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        commands.stop();
        subscriptions.stop();
    }

    private long deadline() {
        return System.nanoTime() + config.timeout().toNanos();
    }

    /** Sends a command. */
    void submit(Command command) {
        commands.submit(command);
    }

    /** {@return when a command that is sent now is over} */
    long newDeadline() {
        return deadline();
    }

    @Override
    public CompletionStage<Object> command(String... words) {
        return submitted(PlainCommand.of(Link.bytes(words), false, deadline()));
    }

    @Override
    public CompletionStage<Object> script(Script script, List<String> keys, String... arguments) {
        require(script);
        return submitted(PlainCommand.of(evalsha(script, keys, arguments), false, deadline()));
    }

    /**
     * Runs a script that may be run again.
     *
     * @param first makes its first argument of the process that runs it
     */
    CompletionStage<Object> read(Script script, List<String> keys, UnaryOperator<String> first, String... arguments) {
        Command command = new PlainCommand(process -> {
            String[] all = new String[arguments.length + 1];
            all[0] = first.apply(process);
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            return evalsha(script, keys, all);
        }, script.hash().length(), true, deadline());
        submit(command);
        return command.answer();
    }

    /** Lets a script be run: it is loaded before what is submitted from now on. */
    void require(Script script) {
        if (scripts.add(script)) {
            commands.submit(PlainCommand.of(Link.bytes("SCRIPT", "LOAD", script.text()), true, deadline()));
        }
    }

    static byte[][] evalsha(Script script, List<String> keys, String... arguments) {
        byte[][] words = new byte[3 + keys.size() + arguments.length][];
        words[0] = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
        words[1] = script.hash().getBytes(StandardCharsets.US_ASCII);
        words[2] = Integer.toString(keys.size()).getBytes(StandardCharsets.US_ASCII);
        int at = 3;
        for (String key : keys) {
            words[at++] = key.getBytes(StandardCharsets.UTF_8);
        }
        for (String argument : arguments) {
            words[at++] = argument.getBytes(StandardCharsets.UTF_8);
        }
        return words;
    }

    private CompletionStage<Object> submitted(Command command) {
        commands.submit(command);
        return command.answer();
    }

    @Override
    public CompletionStage<Void> listen(String channel, Consumer<String> listener) {
        return subscriptions.listen(channel, listener, deadline());
    }

    @Override
    public void unlisten(String channel, Consumer<String> listener) {
        subscriptions.unlisten(channel, listener);
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public void watch(Consumer<EngineStatus> newWatcher) {
        watchers.add(newWatcher);
    }

    @Override
    public EngineFigures figures() {
        return figures;
    }

    @Override
    public int waiting() {
        return commands.depth()[0];
    }

    @Override
    public int underWay() {
        return commands.depth()[1];
    }

    private void tick() {
        long now = System.nanoTime();
        commands.expire(now);
        subscriptions.expire(now);
        probe(now);
    }

    // Nothing heard for long: a message of our own has to come back.
    private void probe(long now) {
        long silent = subscriptions.silentSince();
        if (silent == 0 || now - silent < SILENT) {
            return;
        }
        if (now - silent > DEAD) {
            figures.probeFailed();
            subscriptions.reconnect();
        } else if (now - probeNanos > PATIENCE.toNanos()) {
            probeNanos = now;
            command("PUBLISH", probes, "1").exceptionally(failure -> null);
        }
    }

    private void changed(Runnable change, String reason, boolean isAnnounced) {
        synchronized (statusLock) {
            if (stopped) { // the connections are closed on purpose
                return;
            }
            change.run();
            boolean isUp = commandsUp && subscriptionsUp;
            EngineStatus before = status;
            boolean other = before.isUp() != isUp;
            status = new EngineStatus(isUp, other ? clock.instant() : before.since(), process, connected,
                    isUp ? null : reason == null ? before.reason() : reason);
            if (other || isAnnounced) {
                watchers.forEach(watcher -> watcher.accept(status));
            }
        }
    }

    private final class CommandWatcher implements CommandLink.Watcher {

        @Override
        public void up(String newProcess) {
            boolean isOther = !newProcess.equals(process);
            changed(() -> {
                commandsUp = true;
                process = newProcess;
            }, null, isOther);
        }

        @Override
        public void down(String reason) {
            changed(() -> commandsUp = false, reason, false);
        }

        @Override
        public void roundTrip(int count, long nanos) {
            figures.roundTrip(count, nanos);
        }
    }

    private final class SubscriptionWatcher implements SubscriptionLink.Watcher {

        @Override
        public void up() {
            changed(() -> {
                subscriptionsUp = true;
                connected++;
            }, null, true);
        }

        @Override
        public void down(String reason) {
            changed(() -> subscriptionsUp = false, reason, false);
            command("PING").exceptionally(failure -> null); // the other connection may be lost too, and idle
        }

        @Override
        public void heard(int characters) {
            figures.heard(characters);
        }
    }
}
