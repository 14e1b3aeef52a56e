package io.wirescope.internal.cluster;

import io.wirescope.delivery.Broker;
import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.delivery.ChannelConfig;
import io.wirescope.delivery.HistoryPage;
import io.wirescope.delivery.Payload;
import io.wirescope.delivery.Publication;
import io.wirescope.delivery.StreamPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this server has of one channel that it follows: where it stands, and the tail of its history. Thread-safe.
 *
 * <p>Messages come from three sides: as the engine publishes them, as the answer to what this server appends, and from reading
 * the log where some are missing. They go on in the order of their offsets, each once.
 */
final class Mirror implements ChannelLog.Follower {

    private static final int PAGE = 500;
    private static final int MAX_AHEAD = 2000;

    /** What a mirror needs of its broker. */
    interface Surroundings {

        ChannelLog log();

        ChannelConfig config();

        Broker.Listener listener();

        /** {@return a message that this server has sent, by its id, or null} */
        Payload own(String id);

        /** {@return a message of another server} */
        Payload payload(String text);

        /** Counts the bytes that all mirrors hold. */
        AtomicLong totalBytes();

        /** Notes that messages were read that had not come. */
        void caughtUp(String channel, int messages, long nanos);

        /** Notes that messages are missing for good. */
        void gap(String channel, StreamPosition from, StreamPosition to);

        /** Goes on with a mirror a little later. */
        void later(Mirror mirror);
    }

    /** Who waits until a place was handed on. */
    private record Waiting(StreamPosition position, CompletableFuture<Void> stage, long sinceNanos) {
    }

    /** A message whose turn has not come; with the very object where this server sent it. */
    private record Ahead(ChannelLog.Entry entry, Payload own, boolean isRead) {
    }

    private final String name;
    private final Surroundings around;
    private final AtomicInteger followers = new AtomicInteger();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();

    // All guarded by this, which is held while the listener is called: lock order: description of package delivery.
    private final TreeMap<Long, Ahead> ahead = new TreeMap<>();
    private final List<ChannelLog.Entry> early = new ArrayList<>();
    private final Deque<Publication> tail = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private StreamPosition newest;
    private long tailBytes;
    private boolean isWhole;
    private boolean missed;
    private boolean reading;
    private boolean waitsForRoom;
    private boolean isScheduled;
    private CompletableFuture<Void> loading;

    private volatile long leftNanos;
    private volatile long usedNanos = System.nanoTime();

    Mirror(String name, Surroundings around) {
        this.name = name;
        this.around = around;
    }

    String name() {
        return name;
    }

    AtomicInteger followers() {
        return followers;
    }

    /** {@return completes when it stands where the channel does; fails where that can't be learnt} */
    CompletableFuture<Void> joined() {
        return joined;
    }

    /** Begins to follow the channel. */
    void join() {
        around.log().follow(name, this).thenCompose(done -> around.log().read(name, null, 0, 0))
                .whenComplete((page, failure) -> {
                    if (failure == null) {
                        begin(page);
                        joined.complete(null);
                    } else {
                        around.log().unfollow(name, this);
                        joined.completeExceptionally(failure);
                    }
                });
    }

    private void begin(ChannelLog.Page page) {
        synchronized (this) {
            newest = page.newest();
            isWhole = newest.offset() == 0;
            early.forEach(this::put);
            early.clear();
            goOn();
        }
        settle();
    }

    /** Notes that nobody is left who wants it. */
    void left() {
        leftNanos = System.nanoTime();
    }

    boolean isUnused(long now, long longNanos) {
        return followers.get() == 0 && now - leftNanos > longNanos && joined.isDone();
    }

    /** {@return when its history was read last} */
    long usedNanos() {
        return usedNanos;
    }

    /** Takes a message that the engine has published. */
    @Override
    public void take(ChannelLog.Entry entry) {
        synchronized (this) {
            if (newest == null) {
                missed |= early.size() >= MAX_AHEAD || !early.add(entry);
                return;
            }
            put(entry);
            goOn();
        }
        settle();
    }

    // Called with the lock.
    private void put(ChannelLog.Entry entry) {
        if (!entry.position().epoch().equals(newest.epoch())) {
            missed = true; // the log says which of the two is
        } else if (entry.position().offset() > newest.offset()) {
            if (ahead.size() >= MAX_AHEAD) {
                missed = true;
            } else {
                ahead.put(entry.position().offset(), new Ahead(entry, around.own(entry.id()), true));
            }
        }
    }

    /**
     * Takes a message that this server has appended.
     *
     * @return completes when it was handed on
     */
    CompletionStage<Void> appended(ChannelLog.Entry entry, Payload payload) {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        synchronized (this) {
            if (newest == null || isBehind(entry.position())) {
                return CompletableFuture.completedFuture(null);
            }
            waiting.add(new Waiting(entry.position(), stage, System.nanoTime()));
            if (!entry.position().epoch().equals(newest.epoch())) {
                missed = true;
            } else if (ahead.size() < MAX_AHEAD) {
                ahead.putIfAbsent(entry.position().offset(), new Ahead(entry, payload, false));
            }
            goOn();
        }
        settle();
        return stage;
    }

    // Called with the lock.
    private boolean isBehind(StreamPosition position) {
        return position.epoch().equals(newest.epoch()) && position.offset() <= newest.offset();
    }

    // Called with the lock.
    private void later() {
        if (!isScheduled) {
            isScheduled = true;
            around.later(this);
        }
    }

    /** Goes on where it waited, and reads what has been missing for a while. */
    void retry() {
        synchronized (this) {
            isScheduled = false;
            if (newest != null) {
                missed |= !ahead.isEmpty() && ahead.firstKey() > newest.offset() + 1;
                goOn();
            }
        }
        settle();
    }

    /** Reads the log where the channel stands elsewhere. @param head where it stands, or null where it is not there */
    void compare(StreamPosition head) {
        synchronized (this) {
            if (newest != null && !newest.equals(head) && (head == null || !isBehind(head))) {
                missed = true;
                goOn();
            }
        }
        settle();
    }

    // Called with the lock: hands on what is next, and sees to what is missing.
    private void goOn() {
        while (!waitsForRoom && !ahead.isEmpty()) {
            long first = ahead.firstKey();
            if (first > newest.offset() + 1) {
                break;
            }
            if (first > newest.offset()) {
                ChannelLog.Entry entry = ahead.get(first).entry();
                Payload payload = payload(ahead.get(first).own(), entry);
                if (followers.get() > 0 && !hasRoom(payload)) {
                    return;
                }
                ahead.remove(first);
                handOn(new Publication(name, entry.position(), payload));
            } else {
                ahead.remove(first);
            }
        }
        boolean isMissing = !ahead.isEmpty() && ahead.values().stream().anyMatch(Ahead::isRead);
        if (!waitsForRoom && !reading && (missed || isMissing)) {
            read();
        } else if (!ahead.isEmpty() && !reading && !waitsForRoom) {
            later(); // another server's message has not come yet
        }
    }

    // Called with the lock. What this server published had room already.
    private boolean hasRoom(Payload payload) {
        if (payload.isSent()) {
            return true;
        }
        CompletableFuture<Void> room = around.listener().whenRoom(name).toCompletableFuture();
        if (room.isDone() && !room.isCompletedExceptionally()) {
            return true;
        }
        waitsForRoom = true;
        if (room.isDone()) { // too many wait already
            waitsForRoom = false;
            later();
            return false;
        }
        room.whenComplete((ready, failure) -> {
            synchronized (this) {
                waitsForRoom = false;
                if (failure == null) {
                    goOn();
                } else {
                    later();
                }
            }
            settle();
        });
        return false;
    }

    // Called with the lock.
    private void handOn(Publication publication) {
        newest = publication.position();
        tail.addLast(publication);
        count(publication.bytes());
        trim();
        if (followers.get() > 0) {
            around.listener().onPublication(name, newest, publication.payload());
        }
    }

    private Payload payload(Payload own, ChannelLog.Entry entry) {
        return own != null ? own : around.payload(entry.text());
    }

    private void count(long bytes) {
        tailBytes += bytes;
        around.totalBytes().addAndGet(bytes);
    }

    private void trim() {
        while (tail.size() > around.config().historyMessages() || tailBytes > around.config().historyBytes()) {
            count(-tail.removeFirst().bytes());
        }
    }

    // Called with the lock.
    private void read() {
        reading = true;
        missed = false;
        long began = System.nanoTime();
        StreamPosition after = newest;
        around.log().read(name, after.epoch(), after.offset(), PAGE).whenComplete((page, failure) -> {
            synchronized (this) {
                reading = false;
                if (failure == null) {
                    merge(page, began);
                    goOn();
                } else {
                    missed = true; // until the connection is there again, or for the next comparison
                }
            }
            settle();
        });
    }

    // Called with the lock.
    private void merge(ChannelLog.Page page, long began) {
        boolean isOther = !page.newest().epoch().equals(newest.epoch());
        long next = isOther ? 1 : newest.offset() + 1;
        if (isOther || page.first() > next) {
            StreamPosition to = new StreamPosition(page.newest().epoch(), Math.max(next, page.first()) - 1);
            around.gap(name, newest, to);
            ahead.values().removeIf(element -> isOther || element.entry().position().offset() <= to.offset());
            clear();
            isWhole = true;
            newest = to;
        }
        page.entries().stream().filter(entry -> entry.position().offset() > newest.offset())
                .forEach(entry -> ahead.putIfAbsent(entry.position().offset(), new Ahead(entry, around.own(entry.id()), true)));
        if (!page.entries().isEmpty()) {
            StreamPosition last = page.entries().get(page.entries().size() - 1).position();
            missed |= last.offset() < page.newest().offset();
            around.caughtUp(name, page.entries().size(), System.nanoTime() - began);
        }
    }

    // Called with the lock.
    private void clear() {
        count(-tailBytes);
        tail.clear();
        isWhole = false;
    }

    /** Forgets its history, which the engine has. */
    synchronized void forget() {
        clear();
        isWhole = newest != null && newest.offset() == 0;
    }

    /** {@return what its history has, in bytes} */
    synchronized long bytes() {
        return tailBytes;
    }

    /** Completes those who waited long enough: the message is in the log. */
    void expire(long now, long patience) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && now - waiting.peek().sinceNanos() > patience) {
                done.add(waiting.poll().stage());
            }
        }
        done.forEach(stage -> stage.complete(null));
    }

    // Called without the lock.
    private void settle() {
        List<CompletableFuture<Void>> done = null;
        synchronized (this) {
            for (Iterator<Waiting> each = waiting.iterator(); newest != null && each.hasNext();) {
                Waiting waits = each.next();
                if (isBehind(waits.position())) {
                    each.remove();
                    done = done == null ? new ArrayList<>(1) : done;
                    done.add(waits.stage());
                }
            }
        }
        if (done != null) {
            done.forEach(stage -> stage.complete(null));
        }
    }

    /** {@return where it stands, or null where it does not know yet} */
    synchronized StreamPosition newest() {
        return newest;
    }

    /** Reads the history; what it does not hold it reads from the engine, once for all who ask. */
    CompletionStage<HistoryPage> history(StreamPosition since, int limit) {
        usedNanos = System.nanoTime();
        CompletableFuture<Void> needed;
        synchronized (this) {
            if (newest == null) {
                needed = joined;
            } else if (since == null || since.equals(newest)) {
                return CompletableFuture.completedFuture(new HistoryPage(newest, true, List.of()));
            } else if (!since.epoch().equals(newest.epoch()) || since.offset() > newest.offset()) {
                return CompletableFuture.completedFuture(new HistoryPage(newest, false, List.of()));
            } else if (!tail.isEmpty() && tail.getFirst().position().offset() <= since.offset() + 1) {
                long behind = since.offset() + 1 - tail.getFirst().position().offset();
                return CompletableFuture.completedFuture(
                        new HistoryPage(newest, true, tail.stream().skip(behind).limit(limit).toList()));
            } else if (isWhole) {
                return CompletableFuture.completedFuture(new HistoryPage(newest, false, List.of()));
            } else {
                needed = load();
            }
        }
        return needed.thenCompose(done -> history(since, limit));
    }

    // Called with the lock.
    private CompletableFuture<Void> load() {
        if (loading == null) {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            loading = stage;
            load(newest.epoch(), 0, new ArrayList<>()).whenComplete((done, failure) -> {
                synchronized (this) {
                    loading = null;
                }
                if (failure == null) {
                    stage.complete(null);
                } else {
                    stage.completeExceptionally(failure);
                }
            });
            return stage;
        }
        return loading;
    }

    private CompletionStage<Void> load(String epoch, long after, List<ChannelLog.Entry> before) {
        return around.log().read(name, epoch, after, PAGE).thenCompose(page -> {
            before.addAll(page.entries());
            boolean isSame = page.newest().epoch().equals(epoch);
            if (isSame && !page.entries().isEmpty()) {
                long last = page.entries().get(page.entries().size() - 1).position().offset();
                if (last < firstOfTail() - 1) {
                    return load(epoch, last, before);
                }
            }
            if (isSame) {
                prepend(epoch, before);
            } else {
                compare(page.newest());
                requireOther(epoch);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    // The mirror has not seen the new epoch yet: who asks has to ask again.
    private synchronized void requireOther(String epoch) {
        if (newest.epoch().equals(epoch)) {
            throw new BrokerUnavailableException("The channel begins anew", null);
        }
    }

    private synchronized long firstOfTail() {
        return tail.isEmpty() ? newest.offset() + 1 : tail.getFirst().position().offset();
    }

    private synchronized void prepend(String epoch, List<ChannelLog.Entry> entries) {
        if (!newest.epoch().equals(epoch)) {
            return;
        }
        long first = firstOfTail();
        for (int i = entries.size() - 1; i >= 0; i--) {
            ChannelLog.Entry entry = entries.get(i);
            if (entry.position().offset() == first - 1) {
                Publication publication = new Publication(name, entry.position(), payload(around.own(entry.id()), entry));
                tail.addFirst(publication);
                count(publication.bytes());
                first--;
            }
        }
        isWhole = true;
        trim();
    }
}
