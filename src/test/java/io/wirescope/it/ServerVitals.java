package io.wirescope.it;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a server process holds: what an attacker can take and must give back.
 *
 * <p>Two readings are compared one way: after an attack there may be at most 5 % more than before. Less is no fault,
 * because servers end idle threads and drop what they cached. The first reading is taken of a server that has worked
 * with as many connections at once as the attack will have ({@link HostileServer#start}); buffers and caches that have
 * not reached their working size would else look like a leak. Threads that wait for work in a pool are not counted:
 * their number depends on how work happened to arrive (from 132 to 239 between two attacks on Payara Micro), and the
 * pool's own maximum bounds it. A thread that an attacker holds is never one of them. The margins beside the 5 % are
 * what small counts differ by when nothing happens: a request in progress, a log file that is rotated, a grown table.
 *
 * @param threads     live threads that do not wait for work in a pool, by name without numbers
 * @param heap        bytes of live objects
 * @param connections registered WebSocket connections
 * @param openFiles   open files and sockets
 */
record ServerVitals(Map<String, Long> threads, long heap, int connections, int openFiles) {

    private static final double SAME = 1.05;
    private static final int THREADS = 4;
    private static final int FILES = 72;
    private static final int HEAP = 16 << 20;
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    static ServerVitals of(ServerProcess server) throws Exception {
        return new ServerVitals(server.busyThreads().stream().collect(Collectors.groupingBy(
                name -> name.replaceAll("[0-9a-f]*\\d[0-9a-f]*", "#"), TreeMap::new, Collectors.counting())),
                server.heapAfterGc(),
                new Api(server.address()).stats().getJsonObject("websockets").getInt("active_connections"),
                server.openFiles());
    }

    /** Waits until a server holds no more than this; fails with what it holds more after half a minute. */
    void awaitSameAgain(ServerProcess server) throws Exception {
        awaitSameAgain(server, HEAP);
    }

    /** The same with another margin of heap, in bytes. */
    void awaitSameAgain(ServerProcess server, int heapMargin) throws Exception {
        Api.await(RECOVERY, () -> of(server).beyond(this, heapMargin), String::isEmpty);
    }

    /** {@return what there is more here than in an earlier reading; empty where it is the same} */
    private String beyond(ServerVitals before, int heapMargin) {
        return beyond("threads", before, vitals -> vitals.threadCount(), THREADS, groups(before))
                + beyond("bytes of heap", before, ServerVitals::heap, heapMargin, "")
                + beyond("connections", before, vitals -> (long) vitals.connections, 0, "")
                + beyond("open files", before, vitals -> (long) vitals.openFiles, FILES, "");
    }

    private String beyond(String what, ServerVitals before, Function<ServerVitals, Long> reading, int margin,
            String more) {
        long was = reading.apply(before);
        long is = reading.apply(this);
        return is > Math.max(was * SAME, was + margin) ? is + " " + what + ", " + was + " before" + more + "; " : "";
    }

    private String groups(ServerVitals before) {
        Map<String, Long> grown = new TreeMap<>(threads);
        grown.replaceAll((group, number) -> number - before.threads.getOrDefault(group, 0L));
        grown.values().removeIf(number -> number <= 0);
        return " " + grown;
    }

    private long threadCount() {
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        return threadCount() + " threads, " + (heap >> 20) + " MiB of heap, " + connections + " connections, "
                + openFiles + " open files";
    }
}
