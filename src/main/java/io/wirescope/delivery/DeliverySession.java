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

    // Where each channel was joined; guarded by itself.
    private final Map<String, StreamPosition> joined = new LinkedHashMap<>(4);

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

    void noteJoined(String channel, StreamPosition from) {
        synchronized (joined) {
            joined.putIfAbsent(channel, from);
        }
    }

    boolean noteLeft(String channel) {
        synchronized (joined) {
            return joined.remove(channel) != null;
        }
    }

    boolean isIn(String channel) {
        synchronized (joined) {
            return joined.containsKey(channel);
        }
    }

    /** {@return the place just before the first message of each channel that this connection gets} */
    List<ChannelPosition> positions() {
        synchronized (joined) {
            List<ChannelPosition> positions = new ArrayList<>(joined.size());
            joined.forEach((channel, from) -> positions.add(new ChannelPosition(channel, from)));
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
