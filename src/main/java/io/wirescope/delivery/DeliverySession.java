package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one connection is subscribed to, and what its client may come back to for a while after the
 * connection has ended. Thread-safe.
 */
final class DeliverySession implements Subscriber {

    private final String token;
    private final String clientId;

    // Where each channel was joined, null while that goes on; guarded by itself (order of locks: package's description).
    private final Map<String, StreamPosition> joined = new LinkedHashMap<>(4);
    private boolean forgotten;

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

    boolean isIn(String channel) {
        synchronized (joined) {
            return joined.containsKey(channel);
        }
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

    @Override
    public boolean deliver(Publication publication) {
        Connection current = connection;
        return current != null && current.send(publication.message());
    }

    @Override
    public void replay(Publication publication) {
        Connection current = connection;
        if (current != null) {
            current.replay(publication.message());
        }
    }
}
