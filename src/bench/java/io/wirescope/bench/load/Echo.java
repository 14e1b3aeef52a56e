package io.wirescope.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Each connection has so many messages under way and sends the next when an answer comes. */
final class Echo implements Swarm.Behaviour {

    /** So many warm the server up: among a hundred busy threads on one core its compiler would not get a turn. */
    private static final int FEW = 3;

    private final byte[] message;
    private final int inFlight;
    private final long[] sentAt;
    private final long[] answered;
    private final Histogram micros = Outcome.histogram();
    private boolean counting;
    private boolean over;
    private long answers;
    private volatile long all;

    private Echo(Target target, int connections, int inFlight) {
        this.message = target.echoMessage();
        this.inFlight = inFlight;
        this.sentAt = new long[connections * inFlight];
        this.answered = new long[connections];
    }

    /**
     * Runs it, once it gets no faster.
     *
     * @param seconds how long to count
     */
    static Outcome run(Target target, int connections, int inFlight, int seconds) throws Exception {
        return run(target, connections, inFlight, seconds, () -> Duration.ZERO);
    }

    /**
     * Runs it, once it gets no faster.
     *
     * @param seconds how long to count
     * @param cpu     the CPU time that the server has taken
     */
    static Outcome run(Target target, int connections, int inFlight, int seconds, Supplier<Duration> cpu)
            throws Exception {
        Echo echo = new Echo(target, connections, inFlight);
        try (Swarm swarm = new Swarm(target.server(), echo)) {
            swarm.connectAll(connections, i -> target.echo() + i);
            swarm.runAndWait(() -> echo.begin(swarm, 0, FEW));
            WarmUp.until(() -> {
                long before = echo.all;
                TimeUnit.SECONDS.sleep(4);
                return (double) (echo.all - before);
            });
            swarm.runAndWait(() -> echo.begin(swarm, FEW, connections));
            TimeUnit.SECONDS.sleep(5);
            long[] start = new long[1];
            Duration cpuBefore = cpu.get();
            swarm.runAndWait(() -> {
                start[0] = System.nanoTime();
                echo.counting = true;
            });
            TimeUnit.SECONDS.sleep(seconds);
            double cpuSeconds = cpu.get().minus(cpuBefore).toNanos() / 1e9;
            Outcome[] outcome = new Outcome[1];
            swarm.runAndWait(() -> {
                outcome[0] = new Outcome(echo.answers * 1e9 / (System.nanoTime() - start[0]),
                        cpuSeconds == 0 ? 0 : echo.answers / cpuSeconds, echo.micros, 0, 0);
                echo.over = true;
            });
            if (swarm.open() < connections) {
                throw new IllegalStateException("connections were lost: " + swarm.open() + " of " + connections);
            }
            return outcome[0];
        }
    }

    private int slot(Swarm.Client client, long number) {
        return client.index() * inFlight + (int) (number % inFlight);
    }

    private void begin(Swarm swarm, int from, int to) {
        swarm.clients().stream().filter(client -> client.index() >= from && client.index() < to)
                .forEach(this::begin);
    }

    private void begin(Swarm.Client client) {
        for (int i = 0; i < inFlight; i++) {
            send(client, i);
        }
    }

    private void send(Swarm.Client client, long number) {
        sentAt[slot(client, number)] = System.nanoTime();
        client.send(message);
    }

    @Override
    public void text(Swarm.Client client, ByteBuffer text) {
        if (over || Numbers.k(text) < 0) {
            return; // the hello
        }
        all = all + 1; // by this thread alone
        long number = answered[client.index()]++; // answers come in the order of the questions
        if (counting) {
            answers++;
            micros.recordValue(Math.min(60_000_000L, (System.nanoTime() - sentAt[slot(client, number)]) / 1000));
        }
        send(client, number);
    }
}
