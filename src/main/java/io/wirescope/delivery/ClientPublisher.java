package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Peer;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Logger;

/** Sends clients' messages to channels, where {@code wirescope.channels.publish} lets them (contract, section 8). Thread-safe. */
@Service
public class ClientPublisher implements Eager {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(ClientPublisher.class.getName()));

    private final Broker broker;
    private final ConnectionRegistry registry;
    private final ChannelRules channels;
    private final PublishRules grants;
    private final LongAdder published = new LongAdder();

    /**
     * @param settings say who may publish where
     * @param broker   has the channels
     * @param registry counts broadcasts
     */
    @Inject
    public ClientPublisher(Settings settings, Broker broker, ConnectionRegistry registry) {
        this.broker = broker;
        this.registry = registry;
        this.channels = new ChannelRules(broker, ChannelConfig.from(settings).names());
        this.grants = PublishRules.from(settings);
    }

    /** {@return whether any client may publish anywhere} */
    public boolean isOpen() {
        return !grants.isEmpty();
    }

    /**
     * Checks that a client may publish to a channel, and that the channel exists.
     *
     * @throws DeliveryRefusedException {@code NOT_PERMITTED} or {@code UNKNOWN_CHANNEL}
     */
    public void check(Peer peer, String channel) throws DeliveryRefusedException {
        channels.checkName(channel);
        if (!grants.permit(peer.role(), channel)) { // first, so that nobody learns which channels there are
            throw ChannelRules.notPermitted("This role may not publish to this channel", channel);
        }
        channels.checkExists(channel);
    }

    /**
     * Publishes a client's message, which {@link #check} has let through.
     *
     * @param sender    where the message came from
     * @param request   what to publish
     * @param requestId the message's request
     * @param trace     the trace and the span that the message is published in, or null
     * @param answer    queues the answer, which bears the message's place. It stands before the sender's own copy, and
     *                  where the sender is in the channel between the messages before and after this one. Called under
     *                  the channel's lock: must be quick
     * @throws DeliveryRefusedException {@code MESSAGE_TOO_LARGE} for the channel; then there was no answer
     */
    public void publish(Connection sender, PublishRequest request, String requestId, TraceContext trace,
            Consumer<ChannelPosition> answer) throws DeliveryRefusedException {
        Message message = new Message(request.type(), request.payload(), requestId, trace, sender.peer().clientId());
        try {
            broker.publish(request.channel(), message, new Client(sender, request, answer));
        } catch (MessageTooLargeException e) {
            throw new DeliveryRefusedException(ErrorCode.MESSAGE_TOO_LARGE, e.getMessage(),
                    JsonFormat.object().add("max_message_bytes", e.maxBytes()).build());
        }
        registry.statistics().broadcastSent();
        published.increment();
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
            try {
                answer.accept(new ChannelPosition(request.channel(), position));
            } catch (Throwable e) { // the members get the message all the same
                FAILURES.warn("The answer to a publish on connection " + connection.connectionId() + " failed", e);
            }
        }

        @Override
        public boolean leavesOut(Subscriber subscriber) {
            return !request.echo() && subscriber instanceof DeliverySession session && session.isOf(connection);
        }
    }
}
