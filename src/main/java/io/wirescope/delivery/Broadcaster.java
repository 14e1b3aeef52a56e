package io.wirescope.delivery;

import io.wirescope.PublicApi;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Role;
import io.wirescope.envelope.IdSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;

/**
 * Sends messages that no client asked for, each through a channel, so that a client that was disconnected gets
 * it when it resumes. Thread-safe; never waits for a client.
 *
 * <p>Those that send return how many connections of this server the message was queued to. All throw
 * {@link IllegalArgumentException} for a type that has no characters or more than 128, and a name that
 * no channel may have; {@link MessageTooLargeException} for a message over the limit.
 */
@PublicApi
@ApplicationScoped
public class Broadcaster {

    private final Broker broker;
    private final ConnectionRegistry registry;
    private final IdSource ids;

    /** For the container's client proxy only. */
    protected Broadcaster() {
        broker = null;
        registry = null;
        ids = null;
    }

    /**
     * @param broker   has the channels
     * @param registry counts broadcasts
     * @param ids      gives messages their request ids
     */
    @Inject
    public Broadcaster(Broker broker, ConnectionRegistry registry, IdSource ids) {
        this.broker = broker;
        this.registry = registry;
        this.ids = ids;
    }

    /** Sends one message to every envelope connection: to the channel {@code broadcast}. */
    public int toAll(String type, JsonObject payload) {
        return toChannel(ChannelName.BROADCAST, type, payload);
    }

    /** Sends one message to every envelope connection of a role: to the channel {@code role:ROLE}. */
    public int toRole(Role role, String type, JsonObject payload) {
        return toChannel(ChannelName.ofRole(role), type, payload);
    }

    /** Sends one message to every envelope connection of a client: to the channel {@code client:ID}. */
    public int toClient(String clientId, String type, JsonObject payload) {
        return toChannel(ChannelName.ofClient(clientId), type, payload);
    }

    /** Sends one message to every connection that is in a channel; the channel exists from then on. */
    public int toChannel(String channel, String type, JsonObject payload) {
        return toChannel(channel, new Message(type, payload, ids.newId(), null)).connections();
    }

    /**
     * Sends one message to every connection that is in a channel, as part of a request.
     *
     * @return the message's place, and how many connections it was queued to
     */
    public Delivery toChannel(String channel, Message message) {
        requireName(channel);
        Delivery delivery = broker.publish(channel, message);
        registry.statistics().broadcastSent();
        return delivery;
    }

    /** Judges a message as {@link #toChannel(String, Message)} would, and sends nothing. */
    public void requireSendable(String channel, Message message) {
        requireName(channel);
        broker.requireSize(channel, message);
    }

    private static void requireName(String channel) {
        if (!ChannelName.isValid(channel) || ChannelName.isOfEvents(channel)) {
            throw new IllegalArgumentException("channel " + ChannelName.RULE
                    + "; a channel events:* carries only events");
        }
    }
}
