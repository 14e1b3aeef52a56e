package io.wirescope.internal.cluster.redis;

import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.internal.config.FailureLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Logger;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection that brings what is published, made again when it is lost. Thread-safe; one thread of its own reads, another
 * writes, for a write waits when the engine hangs.
 */
final class SubscriptionLink {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(SubscriptionLink.class.getName()));
    private static final int BATCH = 500;

    /** Is told how the connection is; called by its thread. */
    interface Watcher {

        /** All that is listened to comes, since now. */
        void up();

        /** Nothing comes. */
        void down(String reason);

        /** A message came. */
        void heard(int characters);
    }

    /** Who waits for a channel to come. */
    private record Waiting(String channel, Consumer<String> listener, CompletableFuture<Void> stage, long deadline) {
    }

    /** Who listens to a channel. */
    private static final class Entry {

        private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
        private final List<Waiting> waiting = new ArrayList<>(1);
        private int unacknowledged;
        private boolean live;
    }

    private final CommandLink.Opening opening;
    private final Watcher watcher;
    private final Backoff backoff;
    private final Executor writers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    // All guarded by lock; under it nobody is called and nothing is locked.
    private final Map<String, Entry> entries = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<String> outgoing = new ArrayDeque<>();
    private boolean writing;
    private boolean stopped;
    private Link link;
    private int awaited;

    /** When something came last, by {@link System#nanoTime}. */
    private volatile long heardNanos;
    private volatile boolean connected;

    SubscriptionLink(CommandLink.Opening opening, Watcher watcher, Backoff backoff, Executor writers) {
        this.opening = opening;
        this.watcher = watcher;
        this.backoff = backoff;
        this.writers = writers;
    }

    /** Listens to a channel. {@return completes when its messages will come; fails after the deadline} */
    CompletionStage<Void> listen(String channel, Consumer<String> listener, long deadline) {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        lock.lock();
        try {
            if (stopped) {
                return CompletableFuture.failedFuture(new BrokerUnavailableException("The server is shutting down", null));
            }
            Entry entry = entries.computeIfAbsent(channel, name -> new Entry());
            entry.listeners.add(listener);
            if (entry.live) {
                return CompletableFuture.completedFuture(null);
            }
            Waiting waits = new Waiting(channel, listener, stage, deadline);
            entry.waiting.add(waits);
            waiting.add(waits);
            if (entry.unacknowledged == 0 && link != null) {
                entry.unacknowledged++;
                send('+' + channel);
            }
        } finally {
            lock.unlock();
        }
        return stage;
    }

    /** Ends a listening. */
    void unlisten(String channel, Consumer<String> listener) {
        lock.lock();
        try {
            Entry entry = entries.get(channel);
            if (entry != null) {
                entry.listeners.remove(listener);
                removeUnused(channel, entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private void removeUnused(String channel, Entry entry) {
        if (entry.listeners.isEmpty() && entry.unacknowledged == 0) { // else when that is acknowledged
            entries.remove(channel);
            if (link != null) {
                send('-' + channel);
            }
        }
    }

    // Called with the lock.
    private void send(String order) {
        outgoing.add(order);
        if (!writing) {
            writing = true;
            writers.execute(this::write);
        }
    }

    private void write() {
        while (true) {
            Link to;
            List<String> orders = new ArrayList<>();
            lock.lock();
            try {
                to = link;
                char kind = outgoing.isEmpty() ? ' ' : outgoing.peek().charAt(0);
                while (orders.size() < BATCH && !outgoing.isEmpty() && outgoing.peek().charAt(0) == kind) {
                    orders.add(outgoing.poll());
                }
                if (orders.isEmpty() || to == null) {
                    writing = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            try {
                to.write(words(orders));
                to.push();
            } catch (JedisException e) {
                to.end(); // its reader sees that
            }
        }
    }

    private static String[] words(List<String> orders) {
        String[] words = new String[orders.size() + 1];
        words[0] = orders.get(0).charAt(0) == '+' ? "SUBSCRIBE" : "UNSUBSCRIBE";
        for (int i = 0; i < orders.size(); i++) {
            words[i + 1] = orders.get(i).substring(1);
        }
        return words;
    }

    /** Fails those who wait whose time is over. */
    void expire(long now) {
        List<Waiting> over = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Waiting> each = waiting.iterator(); each.hasNext();) {
                Waiting waits = each.next();
                if (waits.stage().isDone()) {
                    each.remove();
                } else if (now - waits.deadline() >= 0) {
                    each.remove();
                    over.add(waits);
                    Entry entry = entries.get(waits.channel());
                    if (entry != null) {
                        entry.waiting.remove(waits);
                        entry.listeners.remove(waits.listener());
                        removeUnused(waits.channel(), entry);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        over.forEach(waits -> waits.stage().completeExceptionally(
                new BrokerUnavailableException("The engine did not answer in time", null)));
    }

    /** {@return since when nothing came, by {@link System#nanoTime}; 0 where there is no connection} */
    long silentSince() {
        return connected ? heardNanos : 0;
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

    /** Ends the connection and the thread. */
    void stop() {
        List<Waiting> left;
        lock.lock();
        try {
            stopped = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
            entries.clear();
            outgoing.clear();
            change.signalAll();
            if (link != null) {
                link.end();
            }
        } finally {
            lock.unlock();
        }
        left.forEach(waits -> waits.stage().completeExceptionally(
                new BrokerUnavailableException("The server is shutting down", null)));
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Does the work until {@link #stop}. */
    void run() {
        while (!isStopped()) {
            try (Link opened = opening.open()) {
                opened.setSoTimeout(0); // the probes tell whether it is alive
                if (!use(opened)) {
                    return;
                }
                backoff.reset();
                read(opened);
            } catch (IOException | RefusedException e) {
                watcher.down(e.getMessage());
                pause(backoff.nextNanos());
            } catch (JedisException e) {
                watcher.down("The connection was lost: " + e.getMessage());
                pause(backoff.firstNanos());
            } finally {
                lost();
            }
        }
    }

    private void pause(long nanos) {
        lock.lock();
        try {
            if (!stopped) {
                change.await(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            stopped = true; // the container takes its thread back
        } finally {
            lock.unlock();
        }
    }

    private boolean use(Link opened) {
        boolean isUp;
        lock.lock();
        try {
            if (stopped) {
                return false;
            }
            link = opened;
            heardNanos = System.nanoTime();
            connected = true;
            outgoing.clear();
            awaited = entries.size();
            entries.forEach((channel, entry) -> {
                entry.unacknowledged = 1;
                send('+' + channel);
            });
            isUp = awaited == 0;
        } finally {
            lock.unlock();
        }
        if (isUp) {
            watcher.up();
        }
        return true;
    }

    private void lost() {
        lock.lock();
        try {
            link = null;
            connected = false;
            outgoing.clear();
            entries.values().forEach(entry -> {
                entry.live = false;
                entry.unacknowledged = 0;
            });
            entries.values().removeIf(entry -> entry.listeners.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    private void read(Link opened) {
        while (!isStopped()) {
            Object frame = opened.read();
            heardNanos = System.nanoTime();
            if (frame instanceof JedisException failure) {
                throw failure;
            }
            if (frame instanceof List<?> parts && parts.size() == 3) {
                String kind = String.valueOf(parts.get(0));
                if (kind.equals("message")) {
                    message((String) parts.get(1), (String) parts.get(2));
                } else if (kind.equals("subscribe")) {
                    acknowledged((String) parts.get(1));
                }
            }
        }
    }

    private void message(String channel, String text) {
        Entry entry;
        lock.lock();
        try {
            entry = entries.get(channel);
        } finally {
            lock.unlock();
        }
        watcher.heard(text.length());
        if (entry != null) {
            for (Consumer<String> listener : entry.listeners) {
                try {
                    listener.accept(text);
                } catch (Throwable e) { // an error too: the other channels' messages are to come
                    FAILURES.warn("A message of the engine could not be handled channel=" + channel, e);
                }
            }
        }
    }

    private void acknowledged(String channel) {
        List<Waiting> done = List.of();
        boolean isUp = false;
        lock.lock();
        try {
            isUp = awaited > 0 && --awaited == 0;
            Entry entry = entries.get(channel);
            if (entry != null && entry.unacknowledged > 0 && --entry.unacknowledged == 0) {
                entry.live = true;
                done = List.copyOf(entry.waiting);
                entry.waiting.clear();
                removeUnused(channel, entry);
            }
        } finally {
            lock.unlock();
        }
        done.forEach(waits -> waits.stage().complete(null));
        if (isUp) {
            watcher.up();
        }
    }
}
