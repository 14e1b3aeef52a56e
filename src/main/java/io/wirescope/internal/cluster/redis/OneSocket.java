package io.wirescope.internal.cluster.redis;

import java.net.Socket;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Gives a connection its socket once. Jedis connects again by itself in the midst of a pipeline: a later message would then be
 * applied before an earlier one that was lost.
 */
final class OneSocket implements JedisSocketFactory {

    private Socket socket;

    OneSocket(Socket socket) {
        this.socket = socket;
    }

    @Override
    public Socket createSocket() {
        Socket given = socket;
        socket = null;
        if (given == null) {
            throw new JedisConnectionException("The connection was lost");
        }
        return given;
    }
}
