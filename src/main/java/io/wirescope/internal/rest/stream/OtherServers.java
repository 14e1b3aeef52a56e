package io.wirescope.internal.rest.stream;

import io.wirescope.internal.rest.scope.EventPlaces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * What other servers send to one reader of a stream, until it is written: bounded; of what does not fit the first and the last
 * sequence are told. Thread-safe.
 */
final class OtherServers {

    /** Bytes that may wait. */
    static final int MAX_WAITING = 1024 * 1024;

    private final Runnable wake;

    // Guarded by this.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Map<String, long[]> lost = new HashMap<>(); // first and last, by server
    private final Map<String, Long> came; // the last sequence, by server
    private final Map<String, Long> written;
    private final Map<String, Long> heard = new HashMap<>(); // when, by server
    private final Set<String> missing = new HashSet<>();
    private int bytes;

    private record Waiting(String node, long next, byte[] frames) {
    }

    /**
     * @param start how far the reader has come, or null for what comes from now on
     * @param wake  is called when there is something to write
     */
    OtherServers(EventPlaces start, Runnable wake) {
        this.wake = wake;
        this.came = new HashMap<>(start == null ? Map.of() : start.byNode());
        this.written = new TreeMap<>(came);
    }

    /** Takes a batch of a server. */
    void take(String node, Batch batch, long now) {
        synchronized (this) {
            heard.put(node, now);
            missing.remove(node);
            Long known = came.get(node);
            if (known != null && batch.next() < known) {
                return; // a lease that began anew at a place that is behind
            }
            came.put(node, batch.next());
            add(node, known, batch);
        }
        wake.run();
    }

    // A comment for a server that is new, so that its place is written at once.
    private void add(String node, Long known, Batch batch) {
        String first = known == null ? ": " + node + "\n\n" : "";
        String hole = known != null && batch.from() > known ? Batch.gap(node, known + 1, batch.from()) : "";
        byte[] frames = (first + hole + batch.toFrames(node)).getBytes(StandardCharsets.UTF_8);
        long[] before = lost.get(node);
        if (before != null || frames.length > 0 && bytes + frames.length > MAX_WAITING) {
            long begin = before != null ? before[0] : (known == null ? batch.from() : known) + 1;
            lost.put(node, new long[] {begin, Math.max(batch.next(), begin)});
        } else {
            waiting.add(new Waiting(node, batch.next(), frames));
            bytes += frames.length;
        }
    }

    /** Tells the reader once of servers that are there and have sent nothing for a time. */
    void check(Collection<String> living, long now, long patienceNanos) {
        boolean told = false;
        synchronized (this) {
            heard.keySet().retainAll(living);
            for (String node : living) {
                long since = heard.computeIfAbsent(node, first -> now);
                if (now - since > patienceNanos && missing.add(node)) {
                    byte[] frame = ("event: missing\ndata: {\"node\":\"" + node + "\"}\n\n").getBytes(StandardCharsets.UTF_8);
                    waiting.add(new Waiting(null, 0, frame));
                    bytes += frame.length;
                    told = true;
                }
            }
        }
        if (told) {
            wake.run();
        }
    }

    /** {@return the next that is to be written, or null} */
    synchronized byte[] next() {
        Waiting next = waiting.poll();
        if (next != null) {
            bytes -= next.frames().length;
            if (next.node() != null) {
                written.put(next.node(), next.next());
            }
            return next.frames();
        }
        StringBuilder gaps = new StringBuilder();
        lost.forEach((node, range) -> {
            gaps.append(Batch.gap(node, range[0], range[1]));
            written.put(node, range[1]);
        });
        lost.clear();
        return gaps.isEmpty() ? null : gaps.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@return how far the reader has come on all servers}
     *
     * @param self  this server's id
     * @param place how far it has come on this one
     */
    synchronized EventPlaces places(String self, long place) {
        Map<String, Long> all = new TreeMap<>(written);
        all.put(self, place);
        return new EventPlaces(all);
    }
}
