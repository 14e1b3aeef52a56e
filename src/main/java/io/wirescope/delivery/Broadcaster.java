package io.wirescope.delivery;

import io.wirescope.PublicApi;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Role;
import io.wirescope.envelope.IdSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.concurrent.CompletionStage;

/**
 * Sends messages that no client asked for, each through a channel, so that a client that was disconnected gets
 * it when it resumes. Thread-safe; never waits for a client.
 *
 * <p>A message has been sent once it is in the channel's history. Those methods that send return to how many connections of this
 * server it goes then. All throw {@link IllegalArgumentException} for a type that has no characters or more than 128, and a name
 * that no channel may have; {@link MessageTooLargeException} for a message over the limit.
 *
 * <p>Where more messages wait for the members of a channel than {@code wirescope.channels.lane-queue}, publishers are slowed down:
 * {@link #send} completes later, {@link #offer} fails, and the other methods wait, two seconds at most; then they throw
 * {@link BrokerUnavailableException}, and the message may be sent all the same. {@link DeliveryOverloadedException} is thrown
 * where as many wait to publish. A thread that handles a client's message must not wait, so it uses {@code send}.
 */
@PublicApi
@ApplicationScoped
public class Broadcaster {

    private final Hub hub;
    private final ConnectionRegistry registry;
    private final IdSource ids;

    /** For the container's client proxy only. */
    protected Broadcaster() {
        hub = null;
        registry = null;
        ids = null;
    }

    /**
     * @param hub      has the channels
     * @param registry counts broadcasts
     * @param ids      gives messages their request ids
     */
    @Inject
    Broadcaster(Hub hub, ConnectionRegistry registry, IdSource ids) {
        this.hub = hub;
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
     * @return the message's place, and how many connections it goes to
     */
    public Delivery toChannel(String channel, Message message) {
        return Await.of(send(channel, message));
    }

    /**
     * Sends one message to every connection that is in a channel, and returns at once. The messages that one thread sends to a
     * channel keep their order. What depends on the stage may run on a thread that delivers, so it must be quick, or go to
     * another.
     *
     * @return completes when the message is in the channel's history, with its place and how many connections it goes to. Fails
     *         with {@link MessageTooLargeException}, {@link DeliveryOverloadedException} or {@link BrokerUnavailableException}
     */
    public CompletionStage<Delivery> send(String channel, Message message) {
        requireName(channel);
        return counted(hub.send(channel, message));
    }

    /**
     * Sends one message as {@link #send} does, unless more wait for the members of the channel than may: then the stage fails with
     * {@link DeliveryOverloadedException}.
     */
    public CompletionStage<Delivery> offer(String channel, Message message) {
        requireName(channel);
        return counted(hub.offer(channel, message, Sender.OUTSIDE));
    }

    /**
     * Sends one message as {@link #offer} does, and waits for the history, two seconds at most.
     *
     * @return the message's place, and how many connections it goes to
     * @throws DeliveryOverloadedException when too many wait; then nothing was sent
     */
    public Delivery offerNow(String channel, Message message) {
        return Await.of(offer(channel, message));
    }

    private CompletionStage<Delivery> counted(CompletionStage<Delivery> sent) {
        return sent.thenApply(delivery -> {
            registry.statistics().broadcastSent();
            return delivery;
        });
    }

    /** Judges a message as {@link #toChannel(String, Message)} would, and sends nothing. */
    public void requireSendable(String channel, Message message) {
        requireName(channel);
        hub.requireSize(channel, message);
    }

    private static void requireName(String channel) {
        if (!ChannelName.isValid(channel) || ChannelName.isOfEvents(channel)) {
            throw new IllegalArgumentException("channel " + ChannelName.RULE
                    + "; a channel events:* carries only events");
        }
    }
}
