package io.wirescope.internal.rest.scope;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.delivery.Await;
import io.wirescope.delivery.DeliveryRefusedException;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.delivery.Subscriptions.Admission;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.conversation.ChannelRequests;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotFoundException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Which channels the connections of this server are in, by an operator's wish. Thread-safe. */
@Service
public class Memberships {

    private final ConnectionRegistry registry;
    private final ChannelRequests channels;

    @Inject
    Memberships(ConnectionRegistry registry, ChannelRequests channels) {
        this.registry = registry;
        this.channels = channels;
    }

    /**
     * What an operator wants.
     *
     * @param connectionId the server's own id of the connection
     * @param channel      the channel
     * @param requestId    the request that asks for it
     * @param trace        the trace of that request, or null
     */
    public record Wish(String connectionId, String channel, String requestId, TraceContext trace) {
    }

    /**
     * A connection that is in a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel
     * @param epoch        the channel's epoch
     * @param offset       where the channel stands; where the connection was brought in, the place just before the first
     *                     message that it gets
     * @param changed      whether it was not in it before
     */
    public record MemberView(String connectionId, String channel, String epoch, long offset, boolean changed) {
    }

    /**
     * A connection that is not in a channel.
     *
     * @param connectionId the server's own id of it
     * @param channel      the channel
     * @param changed      whether it was in it before
     */
    public record LeftView(String connectionId, String channel, boolean changed) {
    }

    /**
     * {@return whether this server has a connection}
     *
     * @param connectionId the server's own id of it
     */
    public boolean has(String connectionId) {
        return registry.find(connectionId).isPresent();
    }

    /**
     * Brings a connection into a channel.
     *
     * @return where the channel stands
     * @throws NotFoundException     when the connection is unknown or has ended
     * @throws InvalidFieldException when it may not be in that channel
     */
    public MemberView join(Wish wish) {
        Connection connection = find(wish.connectionId());
        Admission admission = await(channels.admit(connection, wish.channel(), wish.requestId(), wish.trace()))
                .orElseThrow(NotFoundException::new);
        StreamPosition position = admission.position().position();
        return new MemberView(wish.connectionId(), wish.channel(), position.epoch(), position.offset(),
                admission.isNew());
    }

    /**
     * Takes a connection out of a channel.
     *
     * @return whether it was in it
     * @throws NotFoundException     when the connection is unknown or has ended
     * @throws InvalidFieldException when it must stay in that channel
     */
    public LeftView leave(Wish wish) {
        Connection connection = find(wish.connectionId());
        boolean was = await(channels.dismiss(connection, wish.channel(), wish.requestId(), wish.trace()));
        return new LeftView(wish.connectionId(), wish.channel(), was);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return Await.of(stage.exceptionally(failure -> {
            Throwable cause = Await.cause(failure);
            throw cause instanceof DeliveryRefusedException refused ? refused(refused) : new CompletionException(cause);
        }));
    }

    private Connection find(String connectionId) {
        Connection connection = registry.find(connectionId).orElseThrow(NotFoundException::new);
        if (connection.peer().protocol() != Protocol.ENVELOPE) {
            throw new InvalidFieldException("connection_id", "must be of an envelope connection: a raw one is in no"
                    + " channel");
        }
        return connection;
    }

    private static InvalidFieldException refused(DeliveryRefusedException e) {
        return new InvalidFieldException("channel", "can't be changed for this connection: " + e.getMessage());
    }
}
