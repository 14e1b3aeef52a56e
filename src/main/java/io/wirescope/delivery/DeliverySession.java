package io.wirescope.delivery;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.internal.config.FailureLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;

/**
 * What one connection is subscribed to, and what its client may resume for a while after the
 * connection has ended. Thread-safe.
 *
 * <p>Membership is what is written here, whoever still has this subscriber in hand: once a channel is left, nothing of it
 * is queued any more, and while one is being subscribed to, what comes is held until the answer is queued.
 *
 * <p>Whoever changes its channels holds its lock meanwhile (lock order: package description): the client and an operator take
 * turns.
 */
final class DeliverySession implements Subscriber {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(DeliverySession.class.getName()));

    private final String token;
    private final String clientId;

    // Where each channel was joined, null while that goes on; guarded by itself (lock order: package description).
    private final Map<String, StreamPosition> joined = new LinkedHashMap<>(4);
    private boolean forgotten;
    private Queue<Publication> waiting;

    /** The channels whose messages wait; the set is replaced under the lock and never changed. */
    private volatile Set<String> held = Set.of();

    /** The keys of {@code joined}, for those who deliver; replaced under the lock and never changed. */
    private volatile Set<String> members = Set.of();

    private volatile Connection connection;

    DeliverySession(String token, Connection connection) {
        this.token = token;
        this.clientId = connection.peer().clientId();
        this.connection = connection;
    }

    /** {@return what proves that a client was here} */
    String token() {
        return token;
    }

    /** {@return whom the token is for} */
    String clientId() {
        return clientId;
    }

    /** Lets go of the connection, which has ended. */
    void detach() {
        connection = null;
    }

    /** {@return whether it is that connection's} */
    boolean isOf(Connection candidate) {
        return connection == candidate;
    }

    /** {@return whether its connection has ended} */
    boolean isDetached() {
        return connection == null;
    }

    /** Notes that a channel is being joined. {@return false where it is in it already, or is forgotten} */
    boolean enter(String channel) {
        synchronized (joined) {
            if (forgotten || joined.containsKey(channel)) {
                return false;
            }
            joined.put(channel, null);
            members = Set.copyOf(joined.keySet());
            return true;
        }
    }

    /** Notes where a channel was joined that it has entered and not left meanwhile. */
    void noteJoined(String channel, StreamPosition from) {
        synchronized (joined) {
            joined.replace(channel, from);
        }
    }

    /** {@return whether it was in the channel; it is not any more} */
    boolean noteLeft(String channel) {
        synchronized (joined) {
            if (forgotten || !joined.containsKey(channel)) {
                return false;
            }
            joined.remove(channel);
            members = Set.copyOf(joined.keySet());
            return true;
        }
    }

    /** Ends its wants: nobody can resume it any more. {@return the channels that it wanted until now} */
    List<String> forget() {
        synchronized (joined) {
            forgotten = true;
            return List.copyOf(joined.keySet());
        }
    }

    /** {@return whether it has entered a channel and not left it; takes no lock} */
    boolean isIn(String channel) {
        return members.contains(channel);
    }

    /** {@return the channels that it has entered and not left} */
    List<String> channels() {
        synchronized (joined) {
            return List.copyOf(joined.keySet());
        }
    }

    /** {@return the place just before the first message of each channel that this connection gets} */
    List<ChannelPosition> positions() {
        synchronized (joined) {
            List<ChannelPosition> positions = new ArrayList<>(joined.size());
            joined.forEach((channel, from) -> {
                if (from != null) {
                    positions.add(new ChannelPosition(channel, from));
                }
            });
            return positions;
        }
    }

    /** Lets the messages of channels that are about to be joined wait until {@link #release}. For the holder of its lock. */
    void hold(Set<String> channels) {
        synchronized (joined) {
            waiting = new ArrayDeque<>(0);
            held = Set.copyOf(channels);
        }
    }

    /** Queues the messages that wait, in their order, and goes on. */
    void release() {
        for (Publication next = nextHeld(); next != null; next = nextHeld()) {
            Publication publication = next;
            if (!isBehind(publication)) {
                send(publication, () -> isIn(publication.channel()));
            }
        }
    }

    private Publication nextHeld() {
        synchronized (joined) {
            Publication next = waiting.poll();
            if (next == null) {
                held = Set.of();
                waiting = null;
            }
            return next;
        }
    }

    // One that was under way before the channel was joined, for a membership that has ended.
    private boolean isBehind(Publication publication) {
        synchronized (joined) {
            StreamPosition from = joined.get(publication.channel());
            return from != null && from.epoch().equals(publication.position().epoch())
                    && publication.position().offset() <= from.offset();
        }
    }

    private boolean isHeld(Publication publication) {
        if (!isHeld(publication.channel())) {
            return false;
        }
        synchronized (joined) {
            return isHeld(publication.channel()) && waiting.add(publication);
        }
    }

    private boolean isHeld(String channel) {
        return held.contains(channel);
    }

    @Override
    public boolean deliver(Publication publication) {
        return isHeld(publication) || send(publication, () -> isIn(publication.channel()) && !isHeld(publication.channel()));
    }

    private boolean send(Publication publication, BooleanSupplier wanted) {
        Connection current = connection;
        if (current == null) {
            return false;
        }
        try {
            return current.send(publication.message(), wanted);
        } catch (Throwable e) {
            failed(current, e);
            return false;
        }
    }

    @Override
    public void replay(Publication publication) {
        Connection current = connection;
        if (current == null) {
            return;
        }
        try {
            current.replay(publication.message());
        } catch (Throwable e) {
            failed(current, e);
        }
    }

    // What is thrown for one must not keep the message from the others, nor pass over the loss for this one.
    private static void failed(Connection current, Throwable failure) {
        FAILURES.warn("Delivery failed connection_id=" + current.connectionId(), failure);
        abort(current);
    }

    private static void abort(Connection current) {
        try {
            current.abort(CloseCode.SERVER_FAULT, "Send failed");
        } catch (Throwable e) {
            FAILURES.warn("Close failed connection_id=" + current.connectionId(), e);
        }
    }
}
