package io.wirescope.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * One publisher sends to many connections, with so many messages under way at most: the next one when the
 * oldest has come everywhere. Or at a fixed rate, with a share of the clients that do not read.
 */
final class Broadcast implements Swarm.Behaviour {

    private static final int MOST = 1_000_000;

    /** Messages that are published before anybody listens: the HTTP side takes thousands of calls to get warm. */
    private static final int UNHEARD = 6_000;

    private static final String SMALL = "x".repeat(100);

    /** What a message carries where some do not read: with less, 20 s of it fit into the buffers of the network. */
    private static final String LARGE = "x".repeat(8_000);

    private final long[] last;
    private final boolean[] stalled;
    private final long[] sentAt = new long[MOST];
    private final AtomicLong deliveries = new AtomicLong();
    private final Histogram micros = Outcome.histogram();
    private final Histogram lastMicros = Outcome.histogram();
    private final Histogram publishMicros = Outcome.histogram();
    private final int[] receivers = new int[MOST];
    private volatile long countFrom = Long.MAX_VALUE;
    private long lost;
    private long doubled;

    private Broadcast(int connections) {
        last = new long[connections];
        stalled = new boolean[connections];
    }

    /**
     * Runs it at the pace of the slowest, once it gets no faster.
     *
     * @param window how many messages may be under way
     */
    static Outcome run(Target target, int connections, int window, int seconds) throws Exception {
        return run(target, connections, window, seconds, () -> Duration.ZERO);
    }

    /**
     * Runs it at the pace of the slowest, once it gets no faster.
     *
     * @param window how many messages may be under way
     * @param cpu    the CPU time that the server has taken
     */
    static Outcome run(Target target, int connections, int window, int seconds, Supplier<Duration> cpu)
            throws Exception {
        for (int i = 0; i < UNHEARD; i++) {
            target.publish(0);
        }
        Broadcast broadcast = new Broadcast(connections);
        try (Swarm swarm = new Swarm(target.server(), broadcast)) {
            swarm.connectAll(connections, i -> target.broadcast() + i);
            TimeUnit.SECONDS.sleep(1); // a server may take a connection in after it has sent the 101
            long[] warm = new long[1];
            WarmUp.until(() -> {
                long from = warm[0];
                warm[0] = broadcast.publish(target, swarm, from, window, connections, 4);
                return (double) (warm[0] - from);
            });
            long k = warm[0];
            long before = broadcast.deliveries.get();
            broadcast.countFrom = k;
            Duration cpuBefore = cpu.get();
            long start = System.nanoTime();
            k = broadcast.publish(target, swarm, k, window, connections, seconds);
            double elapsed = (System.nanoTime() - start) / 1e9;
            double delivered = broadcast.deliveries.get() - before;
            double cpuSeconds = cpu.get().minus(cpuBefore).toNanos() / 1e9;
            broadcast.awaitDeliveries(swarm, k * connections);
            return broadcast.outcome(swarm, delivered / elapsed, cpuSeconds == 0 ? 0 : delivered / cpuSeconds, k,
                    connections);
        }
    }

    /**
     * What a publisher and the last of its receivers wait for, at a fixed rate.
     *
     * @param last      from before the publish until the last receiver has the message, in microseconds
     * @param publisher until the publisher has its answer, in microseconds
     */
    record Waits(Histogram last, Histogram publisher) {
    }

    /** Runs it at a fixed rate with messages of about 200 bytes, after 3 s that don't count. */
    static Waits steady(Target target, int connections, int perSecond, int seconds) throws Exception {
        Broadcast broadcast = new Broadcast(connections);
        try (Swarm swarm = new Swarm(target.server(), broadcast)) {
            swarm.connectAll(connections, i -> target.broadcast() + i);
            TimeUnit.SECONDS.sleep(1); // a server may take a connection in after it has sent the 101
            long k = broadcast.publishAt(target, swarm, 0, perSecond, 3, SMALL);
            broadcast.countFrom = k;
            k = broadcast.publishAt(target, swarm, k, perSecond, seconds, SMALL);
            broadcast.awaitDeliveries(swarm, k * connections);
            return new Waits(broadcast.lastMicros, broadcast.publishMicros);
        }
    }

    /**
     * Runs it at a fixed rate, in which some stop reading after the warm-up.
     *
     * @param slow how many stop reading
     */
    static Outcome slow(Target target, int connections, int slow, int perSecond, int seconds) throws Exception {
        Broadcast broadcast = new Broadcast(connections);
        try (Swarm swarm = new Swarm(target.server(), broadcast)) {
            swarm.connectAll(connections, i -> target.broadcast() + i);
            TimeUnit.SECONDS.sleep(1); // a server may take a connection in after it has sent the 101
            long k = broadcast.publishAt(target, swarm, 0, perSecond, 3, LARGE);
            swarm.runAndWait(() -> swarm.clients().stream().filter(client -> client.index() < slow).forEach(client -> {
                broadcast.stalled[client.index()] = true;
                client.stall();
            }));
            long before = broadcast.deliveries.get();
            broadcast.countFrom = k;
            long from = k;
            k = broadcast.publishAt(target, swarm, k, perSecond, seconds, LARGE);
            broadcast.awaitDeliveries(swarm, before + (k - from) * (connections - slow));
            return broadcast.outcome(swarm, (broadcast.deliveries.get() - before) / (double) seconds, 0, k,
                    connections);
        }
    }

    private long publish(Target target, Swarm swarm, long from, int window, int connections, int seconds)
            throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long k = from;
        while (System.nanoTime() < until && k < MOST) {
            while (deliveries.get() < (k - window + 1) * connections) {
                LockSupport.parkNanos(20_000);
                swarm.check();
            }
            sentAt[(int) k] = System.nanoTime();
            target.publish(++k); // numbered from 1
        }
        return k;
    }

    private long publishAt(Target target, Swarm swarm, long from, int perSecond, int seconds, String filling)
            throws Exception {
        long start = System.nanoTime();
        long k = from;
        for (long i = 0; i < (long) perSecond * seconds; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            swarm.check();
            sentAt[(int) k] = System.nanoTime();
            target.publish(++k, filling);
            if (k > countFrom) {
                publishMicros.recordValue(micros(k));
            }
        }
        return k;
    }

    private void awaitDeliveries(Swarm swarm, long all) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (deliveries.get() < all && System.nanoTime() < deadline) {
            swarm.check();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Outcome outcome(Swarm swarm, double perSecond, double perCpu, long published, int connections)
            throws InterruptedException {
        swarm.runAndWait(() -> {
            for (int i = 0; i < connections; i++) {
                lost += stalled[i] ? 0 : published - last[i];
            }
        });
        return new Outcome(perSecond, perCpu, micros, lost, doubled);
    }

    @Override
    public void text(Swarm.Client client, ByteBuffer text) {
        long k = Numbers.k(text);
        if (k <= 0) {
            return; // the hello
        }
        int index = client.index();
        if (k <= last[index]) {
            doubled++;
            return;
        }
        lost += k - last[index] - 1;
        last[index] = k;
        deliveries.incrementAndGet();
        if (k > countFrom) {
            long passed = micros(k);
            micros.recordValue(passed);
            if (++receivers[(int) k - 1] == last.length) {
                lastMicros.recordValue(passed);
            }
        }
    }

    private long micros(long k) {
        return Math.min(60_000_000L, (System.nanoTime() - sentAt[(int) k - 1]) / 1000);
    }
}
