package io.wirescope.internal.cluster.redis;

import io.wirescope.internal.cluster.EngineErrorException;
import io.wirescope.internal.cluster.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection that commands are sent on, in the order of the calls, many at a time; made again when it is lost. Thread-safe;
 * one thread of its own does the work.
 *
 * <p>What was sent and not answered is sent again before anything else where that does no harm, and fails else.
 */
final class CommandLink {

    private static final int BATCH = 512;
    private static final long BATCH_BYTES = 1 << 20;
    private static final Duration PING = Duration.ofSeconds(1);
    private static final List<String> GIVE_UP = List.of("NOSCRIPT", "READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN",
            "MOVED", "ASK", "TRYAGAIN", "UNBLOCKED", "NOAUTH");

    /** Makes a connection. */
    @FunctionalInterface
    interface Opening {
        Link open() throws IOException, RefusedException;
    }

    /** Is told how the connection is; called by its thread. */
    interface Watcher {

        /** A process answers. */
        void up(String process);

        /** None does. */
        void down(String reason);

        /** Bytes and time of a round trip. */
        void roundTrip(int commands, long nanos);
    }

    private final Opening opening;
    private final Watcher watcher;
    private final Backoff backoff;
    private final Supplier<List<Script>> scripts;
    private final int maxCommands;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    // All guarded by lock; under it nobody is called and nothing is locked.
    private final Deque<Command> queue = new ArrayDeque<>();
    private final Deque<Command> underWay = new ArrayDeque<>();
    private long bytes;
    private boolean stopped;
    private Link link;

    CommandLink(Opening opening, Watcher watcher, Backoff backoff, Supplier<List<Script>> scripts, int maxCommands, long maxBytes) {
        this.opening = opening;
        this.watcher = watcher;
        this.backoff = backoff;
        this.scripts = scripts;
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
    }

    /** Sends a command, or fails it at once where too much waits. */
    void submit(Command command) {
        String refusal = null;
        lock.lock();
        try {
            if (stopped) {
                refusal = "The server is shutting down";
            } else if (queue.size() + underWay.size() >= maxCommands || bytes + command.bytes() > maxBytes) {
                refusal = "Too much waits for the engine";
            } else {
                queue.add(command);
                bytes += command.bytes();
                more.signal();
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            command.fail(refusal, null);
        }
    }

    /** {@return how many commands wait, and how many were sent and are not answered} */
    int[] depth() {
        lock.lock();
        try {
            return new int[] {queue.size(), underWay.size()};
        } finally {
            lock.unlock();
        }
    }

    /** Fails those whose time is over. */
    void expire(long now) {
        List<Command> over = new ArrayList<>();
        lock.lock();
        try {
            for (Command command : underWay) {
                if (!command.isOver(now)) {
                    break;
                }
                over.add(command);
            }
            queue.removeIf(command -> {
                boolean isOver = command.isOver(now);
                boolean leaves = isOver && !(command.isSent() && command.isBinding());
                if (isOver) {
                    over.add(command);
                }
                bytes -= leaves ? command.bytes() : 0;
                return leaves;
            });
        } finally {
            lock.unlock();
        }
        over.forEach(command -> command.fail("The engine did not answer in time", null));
    }

    /** Ends the connection and the thread. */
    void stop() {
        List<Command> left;
        lock.lock();
        try {
            stopped = true;
            left = new ArrayList<>(underWay);
            left.addAll(queue);
            queue.clear();
            underWay.clear();
            more.signalAll();
            if (link != null) {
                link.end();
            }
        } finally {
            lock.unlock();
        }
        left.forEach(command -> command.fail("The server is shutting down", null));
    }

    /** Ends the connection, which is made again. */
    void reconnect() {
        lock.lock();
        try {
            if (link != null) {
                link.end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does the work until {@link #stop}. */
    void run() {
        while (!isStopped()) {
            try (Link opened = opening.open()) {
                if (!use(opened)) {
                    return;
                }
                load(opened);
                backoff.reset();
                watcher.up(opened.process());
                serve(opened);
            } catch (IOException | RefusedException e) {
                watcher.down(e.getMessage());
                pause(backoff.nextNanos());
            } catch (JedisException e) { // connected again at once; only if that fails the engine is down
                lost(e);
                pause(backoff.firstNanos());
            } finally {
                use(null);
            }
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean use(Link opened) {
        lock.lock();
        try {
            link = opened;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos) {
        lock.lock();
        try {
            if (!stopped) {
                Condition waiting = lock.newCondition();
                waiting.await(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            stopped = true; // the container takes its thread back
        } finally {
            lock.unlock();
        }
    }

    private void load(Link opened) throws IOException {
        try {
            for (Script script : scripts.get()) {
                opened.ask("SCRIPT", "LOAD", script.text());
            }
        } catch (JedisDataException e) {
            throw new IOException("The engine takes no script: " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new IOException("No reply of the engine: " + e.getMessage(), e);
        }
    }

    private void serve(Link opened) {
        while (!isStopped()) {
            long began = System.nanoTime();
            List<Command> batch = next(opened.process());
            if (batch.isEmpty()) {
                if (System.nanoTime() - began >= PING.toNanos()) {
                    opened.ask("PING");
                }
            } else {
                exchange(opened, batch);
            }
        }
    }

    private List<Command> next(String process) {
        List<Command> batch = new ArrayList<>();
        lock.lock();
        try {
            if (queue.isEmpty() && !stopped) {
                more.await(PING.toNanos(), TimeUnit.NANOSECONDS);
            }
            long size = 0;
            while (!queue.isEmpty() && batch.size() < BATCH && size < BATCH_BYTES) {
                Command command = queue.poll();
                batch.add(command);
                underWay.add(command);
                size += command.bytes();
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
        return batch;
    }

    private void exchange(Link opened, List<Command> batch) {
        List<Command> written = new ArrayList<>(batch.size());
        long began = System.nanoTime();
        for (Command command : batch) {
            byte[][] words = command.words(opened.process());
            if (words == null) {
                settled(command);
            } else {
                command.sent();
                opened.write(words);
                written.add(command);
            }
        }
        opened.push();
        List<Command> again = new ArrayList<>(0);
        for (Command command : written) {
            Object reply = opened.read();
            if (reply instanceof JedisDataException refused && isOfTheConnection(refused)) {
                throw refused;
            }
            settled(command);
            if (reply instanceof JedisDataException refused) {
                command.refused(new EngineErrorException(refused.getMessage()));
            } else if (!command.replied(reply)) {
                again.add(command);
            }
        }
        first(again);
        watcher.roundTrip(written.size(), System.nanoTime() - began);
    }

    private static boolean isOfTheConnection(JedisDataException refused) {
        String message = String.valueOf(refused.getMessage());
        return GIVE_UP.stream().anyMatch(message::startsWith);
    }

    private void settled(Command command) {
        lock.lock();
        try {
            if (underWay.remove(command)) {
                bytes -= command.bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    private void first(List<Command> commands) {
        lock.lock();
        try {
            for (int i = commands.size() - 1; i >= 0; i--) {
                queue.addFirst(commands.get(i));
                bytes += commands.get(i).bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lost(JedisException cause) {
        List<Command> failed = new ArrayList<>();
        lock.lock();
        try {
            while (!underWay.isEmpty()) {
                Command command = underWay.pollLast();
                if (command.isRepeatable() || !command.isSent()) {
                    queue.addFirst(command);
                } else {
                    failed.add(command);
                    bytes -= command.bytes();
                }
            }
        } finally {
            lock.unlock();
        }
        failed.forEach(command -> command.fail("The connection to the engine was lost", cause));
    }
}
