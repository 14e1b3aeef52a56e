package io.wirescope.delivery;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.SharedMessage;
import io.wirescope.internal.config.FailureLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * What one connection is subscribed to: its {@link Membership}s, with the connection while it lasts. Thread-safe.
 *
 * <p>Whoever changes its channels takes a {@link #turn}: the client and an operator go one after the other, also where the broker
 * answers later.
 */
final class DeliverySession {

    /** How many may wait for a turn: more than one client has under way that waits for answers. */
    private static final int MAX_TURNS = 1000;

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(DeliverySession.class.getName()));

    private final String token;
    private final String clientId;
    private final String connectionId;
    private final int lane;

    // Guarded by this, which is held while a turn begins (lock order: package description).
    private CompletableFuture<?> lastTurn = CompletableFuture.completedFuture(null);
    private int turns;

    // In the order of the joins; guarded by itself (lock order: package description).
    private final Map<String, Membership> joined = new LinkedHashMap<>(4);
    private boolean forgotten;

    private volatile Connection connection;

    /**
     * @param token proves at the next connect that a client was here
     * @param lane  which of the lanes delivers to the connection
     */
    DeliverySession(String token, Connection connection, int lane) {
        this.token = token;
        this.clientId = SessionOwner.of(connection.peer());
        this.connectionId = connection.connectionId();
        this.connection = connection;
        this.lane = lane;
    }

    /** {@return what proves that a client was here} */
    String token() {
        return token;
    }

    /**
     * Does something once all turns before have ended, at once where they have.
     *
     * @param action begins the turn, which ends when its stage completes
     * @return the action's stage; fails with {@link DeliveryOverloadedException} where too many wait for their turn
     */
    synchronized <T> CompletionStage<T> turn(Supplier<CompletionStage<T>> action) {
        CompletableFuture<T> turn;
        if (lastTurn.isDone()) {
            turn = begin(action);
        } else if (turns >= MAX_TURNS) {
            return CompletableFuture.failedFuture(new DeliveryOverloadedException());
        } else {
            turns++;
            turn = lastTurn.handle((done, failure) -> null).thenCompose(before -> next(action)).toCompletableFuture();
        }
        lastTurn = turn;
        return turn;
    }

    private synchronized <T> CompletableFuture<T> next(Supplier<CompletionStage<T>> action) {
        turns--;
        return begin(action);
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletionStage<T>> action) {
        try {
            return action.get().toCompletableFuture();
        } catch (Throwable e) { // an error too, or the turns after it would never come
            return CompletableFuture.failedFuture(e);
        }
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

    /** {@return a membership that has not begun} */
    Membership member(String channel) {
        return new Membership(this, channel, lane);
    }

    /** Begins to join a channel that it is not in. {@return false where it is forgotten: nobody can resume it any more} */
    boolean enter(Membership member) {
        synchronized (joined) {
            if (!forgotten) {
                joined.put(member.channel(), member);
            }
            return !forgotten;
        }
    }

    /** Ends a membership. {@return it, or null where it was not in the channel} */
    Membership exit(String channel) {
        synchronized (joined) {
            Membership member = forgotten ? null : joined.remove(channel);
            if (member != null) {
                member.leave();
            }
            return member;
        }
    }

    /** Notes that a join has failed. {@return whether it had been entered, and still wanted the channel} */
    boolean undo(Membership member) {
        synchronized (joined) {
            return joined.remove(member.channel(), member) && !forgotten;
        }
    }

    /** Ends its wants: nobody can resume it any more. {@return the channels that it wanted until now} */
    List<String> forget() {
        synchronized (joined) {
            List<String> wanted = forgotten ? List.of() : List.copyOf(joined.keySet());
            forgotten = true;
            return wanted;
        }
    }

    /** {@return whether it has entered a channel and not left it} */
    boolean isIn(String channel) {
        synchronized (joined) {
            return joined.containsKey(channel);
        }
    }

    /** {@return the channels that it has entered and not left} */
    List<Membership> memberships() {
        synchronized (joined) {
            return List.copyOf(joined.values());
        }
    }

    /** {@return the place just before the first message of each channel that this connection gets} */
    List<ChannelPosition> positions() {
        List<ChannelPosition> positions = new ArrayList<>();
        for (Membership member : memberships()) {
            StreamPosition from = member.from();
            if (from != null) {
                positions.add(new ChannelPosition(member.channel(), from));
            }
        }
        return positions;
    }

    /** {@return it as it is kept for a resume} */
    SessionRecord toRecord() {
        return toRecord(positions());
    }

    /** {@return the same, for whoever has its positions already} */
    SessionRecord toRecord(List<ChannelPosition> positions) {
        return new SessionRecord(token, clientId, positions);
    }

    /** Queues a message as long as it is wanted, where the connection lasts. */
    void send(Publication publication, Membership member) {
        attempt(current -> current.send(publication.message(), member::isWanted));
    }

    /** Queues a message beyond the bounds of the connection's queue, where the connection lasts. */
    void replay(Publication publication) {
        attempt(current -> current.replay(publication.message()));
    }

    /** Queues a message that has no place. {@return whether it was taken} */
    boolean announce(SharedMessage message) {
        return attempt(current -> current.send(message));
    }

    /** One message on its way to the connection. */
    @FunctionalInterface
    private interface Step {
        boolean on(Connection connection);
    }

    // What is thrown for one must not keep the message from the others, nor pass over the loss for this one.
    private boolean attempt(Step step) {
        Connection current = connection;
        if (current == null) {
            return false;
        }
        try {
            return step.on(current);
        } catch (Throwable e) {
            FAILURES.warn("Delivery failed connection_id=" + connectionId, e);
            abort(current, CloseCode.SERVER_FAULT, "Send failed");
            return false;
        }
    }

    /** Closes the connection, for which too much waits. */
    void tooSlow() {
        Connection current = connection;
        if (current != null) {
            abort(current, CloseCode.CONSUMER_TOO_SLOW, "Consumer too slow");
        }
    }

    private void abort(Connection current, CloseCode code, String reason) {
        try {
            current.abort(code, reason);
        } catch (Throwable e) {
            FAILURES.warn("Close failed connection_id=" + connectionId, e);
        }
    }
}
