package io.wirescope.it;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * All connections of the attackers, on one thread, and paced: at most 32 MiB and so many connects in a second, so that
 * what the honest clients feel is the server and not the machine.
 */
final class Attackers implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int BYTES_PER_TICK = 640 << 10;
    private static final int BYTES_OF_ONE_PER_TICK = 128 << 10;

    /** So many of a kind at once, and where they are. */
    private static final class Squad {

        private final Attack attack;
        private final int atOnce;
        private final List<AttackConnection> connections = new ArrayList<>();
        private int opened;

        Squad(Attack attack, int atOnce) {
            this.attack = attack;
            this.atOnce = atOnce;
        }
    }

    private final URI server;
    private final int connectsPerTick;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "attackers");
    private final Queue<Squad> arriving = new ConcurrentLinkedQueue<>();
    private final List<Squad> squads = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final LongAdder launched = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean over;
    private int first;

    Attackers(URI server, int connectsPerSecond) throws IOException {
        this.server = server;
        connectsPerTick = (int) (connectsPerSecond * TICK.toMillis() / 1_000);
        selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends so many of a kind; whoever of them ends is replaced by the next. */
    Attackers launch(Attack attack, int atOnce) {
        launched.add(atOnce);
        arriving.add(new Squad(attack, atOnce));
        return this;
    }

    /** {@return whether each that was launched has been there} */
    boolean areComplete() {
        return opened.sum() >= launched.sum();
    }

    /** {@return what they did, and how the server answered} */
    String report() {
        return opened + " connections, " + (bytes.sum() >> 20) + " MiB; " + answers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey()).map(answer -> answer.getKey() + ": " + answer.getValue())
                .collect(Collectors.joining(", "));
    }

    private void run() {
        try {
            while (!over) {
                LockSupport.parkNanos(TICK.toNanos());
                selector.selectNow(key -> ((AttackConnection) key.attachment()).read(buffer));
                tick(System.nanoTime());
            }
        } catch (IOException | RuntimeException e) {
            note("stopped by " + e);
        } finally {
            squads.forEach(squad -> squad.connections.forEach(this::leave));
        }
    }

    private void tick(long now) {
        for (Squad squad = arriving.poll(); squad != null; squad = arriving.poll()) {
            squads.add(squad);
        }
        squads.forEach(squad -> dismiss(squad, now));
        connect(now);
        write(now);
    }

    private void dismiss(Squad squad, long now) {
        for (Iterator<AttackConnection> each = squad.connections.iterator(); each.hasNext();) {
            AttackConnection connection = each.next();
            if (connection.isOver(now)) {
                each.remove();
                leave(connection);
            }
        }
    }

    private void leave(AttackConnection connection) {
        connection.leave();
        note(connection.outcome());
    }

    private void note(String outcome) {
        answers.computeIfAbsent(outcome, text -> new LongAdder()).increment();
    }

    // A connect each for every squad, so that a large one does not keep the others waiting.
    private void connect(long now) {
        int left = connectsPerTick;
        boolean missing = true;
        while (missing && left > 0) {
            missing = false;
            for (Squad squad : squads) {
                if (squad.connections.size() < squad.atOnce && left-- > 0) {
                    missing |= connect(squad, now);
                }
            }
        }
    }

    private boolean connect(Squad squad, long now) {
        try {
            int number = squad.opened++ % squad.atOnce;
            squad.connections.add(new AttackConnection(squad.attack, number, server, selector, now));
            opened.increment();
            return true;
        } catch (IOException e) {
            note(squad.attack.name() + " " + e.getMessage());
            return false;
        }
    }

    private void write(long now) {
        List<AttackConnection> all = squads.stream().flatMap(squad -> squad.connections.stream()).toList();
        int left = BYTES_PER_TICK;
        for (int i = 0; i < all.size() && left > 0; i++) {
            int written = all.get((first + i) % all.size()).write(now, Math.min(left, BYTES_OF_ONE_PER_TICK));
            left -= written;
            bytes.add(written);
        }
        first += 97; // who comes first gets the most
    }

    /** All leave, at once. */
    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
