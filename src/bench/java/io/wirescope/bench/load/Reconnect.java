package io.wirescope.bench.load;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Clients that are reset again and again while broadcasts go on, and come back with session and position.
 * Counts what is lost without a word, what is doubled, and how long a client is away: from the reset until
 * its {@code hello} says that it has resumed. For a Wirescope alone.
 */
final class Reconnect implements Swarm.Behaviour {

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern PLACE =
            Pattern.compile("\"channel\":\"broadcast\",\"epoch\":\"([^\"]+)\",\"offset\":(\\d+)");
    private static final Pattern OFFSET = Pattern.compile("\"channel\":\"broadcast\",\"offset\":(\\d+)");

    private final Target target;
    private final String[] tokens;
    private final String[] epochs;
    private final long[] offsets;
    private final long[] resetAt;
    private final Histogram away = Outcome.histogram();
    private Swarm swarm;
    private boolean over;
    private long received;
    private long lost;
    private long doubled;
    private long told;

    /**
     * What came of it.
     *
     * @param resets how often a client was reset
     * @param told   messages that a client was told it would not get
     */
    record Result(Outcome outcome, long resets, long told) {

        @Override
        public String toString() {
            return outcome + "   resets " + resets + "   told as gaps " + told + "   (the times are those away)";
        }
    }

    private Reconnect(Target target, int connections) {
        this.target = target;
        tokens = new String[connections];
        epochs = new String[connections];
        offsets = new long[connections];
        resetAt = new long[connections];
    }

    /**
     * Runs it.
     *
     * @param perSecond broadcasts a second, with as many resets
     */
    static Result run(Target target, int connections, int perSecond, int seconds) throws Exception {
        Reconnect reconnect = new Reconnect(target, connections);
        try (Swarm swarm = new Swarm(target.server(), reconnect)) {
            reconnect.swarm = swarm;
            swarm.connectAll(connections, i -> target.broadcast() + i);
            return reconnect.resetAndPublish(connections, perSecond, seconds);
        }
    }

    private Result resetAndPublish(int connections, int perSecond, int seconds) throws Exception {
        Random random = new Random(1);
        long start = System.nanoTime();
        long total = (long) perSecond * seconds;
        for (long i = 0; i < total; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int victim = random.nextInt(connections);
            swarm.run(() -> swarm.clients().stream().filter(client -> client.index() == victim)
                    .forEach(Swarm.Client::reset));
            target.publish(i + 1);
        }
        swarm.awaitOpen(connections);
        TimeUnit.SECONDS.sleep(2);
        Result[] result = new Result[1];
        swarm.runAndWait(() -> {
            over = true;
            long newest = Arrays.stream(offsets).max().orElse(0);
            for (long offset : offsets) {
                lost += newest - offset;
            }
            result[0] = new Result(new Outcome(received / (double) seconds, away, lost, doubled), total, told);
        });
        return result[0];
    }

    @Override
    public void closed(Swarm.Client client, int code) {
        int index = client.index();
        if (over) {
            return;
        }
        resetAt[index] = System.nanoTime();
        swarm.connect(index, target.broadcast() + index + (tokens[index] == null ? "" : "&session=" + tokens[index]
                + "&position=" + URLEncoder.encode("broadcast@" + epochs[index] + ":" + offsets[index],
                StandardCharsets.UTF_8)));
    }

    @Override
    public void text(Swarm.Client client, ByteBuffer buffer) {
        String text = Numbers.text(buffer);
        int index = client.index();
        if (text.contains("\"type\":\"hello\"")) {
            hello(index, text);
            return;
        }
        Matcher offset = OFFSET.matcher(text);
        if (!offset.find()) {
            return; // an error, which the counts will show
        }
        long found = Long.parseLong(offset.group(1));
        received++;
        if (found <= offsets[index]) {
            doubled++;
        } else {
            lost += found - offsets[index] - 1;
            offsets[index] = found;
        }
    }

    private void hello(int index, String text) {
        Matcher place = PLACE.matcher(text);
        Matcher token = TOKEN.matcher(text);
        if (!place.find() || !token.find()) {
            throw new IllegalStateException("no session in " + text);
        }
        long offset = Long.parseLong(place.group(2));
        if (tokens[index] != null) {
            away.recordValue(Math.min(60_000_000L, (System.nanoTime() - resetAt[index]) / 1000));
            if (text.contains("\"resumed\":false")) {
                told += offset - offsets[index];
            }
        }
        if (tokens[index] == null || text.contains("\"resumed\":false")) {
            offsets[index] = offset;
        }
        tokens[index] = token.group(1);
        epochs[index] = place.group(1);
    }
}
