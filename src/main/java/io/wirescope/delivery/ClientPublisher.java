package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Peer;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Sends clients' messages to channels, where {@code wirescope.channels.publish} lets them (contract, section 8). Thread-safe. */
@Service
public class ClientPublisher implements Eager {

    private final Hub hub;
    private final ConnectionRegistry registry;
    private final ChannelRules channels;
    private final PublishRules grants;
    private final LongAdder published = new LongAdder();

    /**
     * @param settings say who may publish where
     * @param hub      has the channels
     * @param registry counts broadcasts
     */
    @Inject
    public ClientPublisher(Settings settings, Hub hub, ConnectionRegistry registry) {
        this.hub = hub;
        this.registry = registry;
        this.channels = new ChannelRules(hub, ChannelConfig.from(settings).names());
        this.grants = PublishRules.from(settings);
    }

    /** {@return whether any client may publish anywhere} */
    public boolean isOpen() {
        return !grants.isEmpty();
    }

    /**
     * Checks that a client may publish to a channel, and that the channel exists.
     *
     * @return fails with {@link DeliveryRefusedException}: {@code NOT_PERMITTED} or {@code UNKNOWN_CHANNEL}
     */
    public CompletionStage<Void> check(Peer peer, String channel) {
        try {
            channels.checkName(channel);
            if (!grants.permit(peer.role(), channel)) { // first, so that nobody learns which channels there are
                throw ChannelRules.notPermitted("This role may not publish to this channel", channel);
            }
            if (!peer.caller().grants().allowPublish(channel)) {
                throw ChannelRules.notPermitted("The credential does not permit publishing to this channel", channel);
            }
        } catch (DeliveryRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return channels.requireExists(channel);
    }

    /**
     * Publishes a client's message, which {@link #check} has let through.
     *
     * @param sender    where the message came from
     * @param request   what to publish
     * @param requestId the message's request
     * @param trace     the trace and the span that the message is published in, or null
     * @param answer    queues the answer, which bears the message's place. It stands before the sender's own copy, and
     *                  where the sender is in the channel between the messages before and after this one. Must be quick
     * @return fails with {@link MessageTooLargeException}, {@link DeliveryOverloadedException} or
     *         {@link BrokerUnavailableException}; then there is no answer
     */
    public CompletionStage<Void> publish(Connection sender, PublishRequest request, String requestId, TraceContext trace,
            Consumer<ChannelPosition> answer) {
        Message message = new Message(request.type(), request.payload(), requestId, trace, sender.peer().clientId());
        return hub.offer(request.channel(), message, new Client(sender, request, answer)).thenAccept(delivery -> {
            registry.statistics().broadcastSent();
            published.increment();
        });
    }

    /** {@return how many messages clients have published} */
    public long published() {
        return published.sum();
    }

    /** A client as the sender of one message. */
    private record Client(Connection connection, PublishRequest request, Consumer<ChannelPosition> answer)
            implements Sender {

        @Override
        public void placed(StreamPosition position) {
            answer.accept(new ChannelPosition(request.channel(), position));
        }

        @Override
        public boolean isLeftOut() {
            return !request.echo();
        }
    }
}
