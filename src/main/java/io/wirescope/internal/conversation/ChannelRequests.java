package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.ChannelList;
import io.wirescope.delivery.ClientPublisher;
import io.wirescope.delivery.DeliveryRefusedException;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.delivery.Subscriptions.Admission;
import io.wirescope.delivery.Subscriptions;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.conversation.ChannelHooks.Denial;
import io.wirescope.internal.logging.LogContext;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves what is asked about channels (contract, sections 6 and 8): clients join, leave and publish, an operator brings
 * connections in and takes them out. Thread-safe.
 */
@Service
public class ChannelRequests {

    private static final Logger LOG = Logger.getLogger(ChannelRequests.class.getName());

    private final Subscriptions subscriptions;
    private final ClientPublisher publisher;
    private final ChannelHooks hooks;
    private final Replies replies;
    private final LongAdder refusedPublishes = new LongAdder();

    /**
     * @param subscriptions lets connections into channels
     * @param publisher     sends clients' messages
     * @param hooks         are asked first
     * @param clock         stamps what the server writes
     * @param ids           makes spans
     */
    @Inject
    public ChannelRequests(Subscriptions subscriptions, ClientPublisher publisher, ChannelHooks hooks, Clock clock,
            IdSource ids) {
        this.subscriptions = subscriptions;
        this.publisher = publisher;
        this.hooks = hooks;
        this.replies = new Replies(clock, ids);
    }

    /** {@return how many messages clients were not let publish} */
    public long refusedPublishes() {
        return refusedPublishes.sum();
    }

    /** {@return whether {@code publish} has a meaning here; else it is echoed} */
    boolean takesPublish() {
        return publisher.isOpen();
    }

    void subscribe(ReplyContext reply, JsonObject payload) {
        try {
            List<String> channels = ChannelList.read(payload);
            subscriptions.check(reply.connection(), channels);
            whenPermitted(reply, hooks.beforeSubscribe(reply.connection(), channels, reply.requestId(), reply.trace()),
                    () -> subscriptions.subscribe(reply.connection(), channels,
                            places -> replies.send(reply, MessageType.SUBSCRIBED, Payloads.subscribed(places))),
                    denial -> refuse(reply, denial));
        } catch (DeliveryRefusedException e) {
            refuse(reply, denial(e));
        }
    }

    void unsubscribe(ReplyContext reply, JsonObject payload) {
        try {
            List<String> channels = ChannelList.read(payload);
            whenPermitted(reply, hooks.beforeUnsubscribe(reply.connection()),
                    () -> subscriptions.unsubscribe(reply.connection(), channels,
                            left -> replies.send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(channels))),
                    denial -> refuse(reply, denial));
        } catch (DeliveryRefusedException e) {
            refuse(reply, denial(e));
        }
    }

    void publish(ReplyContext reply, JsonObject payload) {
        try {
            PublishRequest request = PublishRequest.read(payload);
            publisher.check(reply.connection().peer(), request.channel());
            whenPermitted(reply, hooks.beforePublish(reply.connection(), request, reply.requestId(), reply.trace()),
                    () -> send(reply, request), denial -> refusePublish(reply, denial));
        } catch (DeliveryRefusedException e) {
            refusePublish(reply, denial(e));
        }
    }

    private void send(ReplyContext reply, PublishRequest request) throws DeliveryRefusedException {
        publisher.publish(reply.connection(), request, reply.requestId(), replies.childOf(reply),
                place -> replies.send(reply, MessageType.PUBLISHED, place.toJson()));
    }

    /** What is done once the hooks have permitted it. */
    @FunctionalInterface
    private interface Action {
        void run() throws DeliveryRefusedException;
    }

    /** What is said where they, or the rules by then, have not. */
    @FunctionalInterface
    private interface Refusing {
        void refuse(Denial denial);
    }

    private void whenPermitted(ReplyContext reply, CompletionStage<Optional<Denial>> verdict, Action action,
            Refusing refusing) {
        verdict.whenComplete((denial, failure) -> {
            LogContext context = LogContext.open(reply.requestId(), reply.trace());
            try {
                if (failure != null) {
                    refusing.refuse(failed(reply, failure));
                } else if (denial.isPresent()) {
                    refusing.refuse(denial.get());
                } else {
                    run(action, refusing);
                }
            } catch (Throwable e) { // an error too: the stage would keep it to itself, and the client wait
                refusing.refuse(failed(reply, e));
            } finally {
                context.close();
            }
        });
    }

    private static void run(Action action, Refusing refusing) {
        try {
            action.run();
        } catch (DeliveryRefusedException e) {
            refusing.refuse(denial(e));
        }
    }

    private static Denial failed(ReplyContext reply, Throwable failure) {
        LOG.log(Level.SEVERE, "Message of request " + reply.requestId() + " failed", failure);
        return new Denial(ErrorCode.MESSAGE_PROCESSING_ERROR, "The server failed to handle this message",
                JsonValue.EMPTY_JSON_OBJECT);
    }

    private static Denial denial(DeliveryRefusedException e) {
        return new Denial(e.code(), e.getMessage(), e.details());
    }

    private void refusePublish(ReplyContext reply, Denial denial) {
        refusedPublishes.increment();
        refuse(reply, denial);
    }

    private void refuse(ReplyContext reply, Denial denial) {
        replies.error(reply, denial.code(), denial.message(), denial.details());
    }

    /**
     * Brings a connection into a channel, and notifies the client with {@code subscribed} where it was not in it. No hook
     * is asked.
     *
     * @param connection an envelope connection
     * @param requestId  the request of whoever wants that
     * @param trace      the trace of that request, or null
     * @return where the channel stands; empty where the connection has just ended
     * @throws DeliveryRefusedException when no channel may have that name, the connection may not be in it, or it is in as
     *                                  many as it may be
     */
    public Optional<Admission> admit(Connection connection, String channel, String requestId, TraceContext trace)
            throws DeliveryRefusedException {
        ReplyContext reply = ReplyContext.of(connection, requestId, trace, true);
        return subscriptions.admit(connection, channel,
                places -> replies.send(reply, MessageType.SUBSCRIBED, Payloads.subscribed(places)));
    }

    /**
     * Takes a connection out of a channel, and notifies the client with {@code unsubscribed} where it was in it.
     *
     * @param connection an envelope connection
     * @param requestId  the request of whoever wants that
     * @param trace      the trace of that request, or null
     * @return whether it was in the channel
     * @throws DeliveryRefusedException when the connection is in the channel for good
     */
    public boolean dismiss(Connection connection, String channel, String requestId, TraceContext trace)
            throws DeliveryRefusedException {
        ReplyContext reply = ReplyContext.of(connection, requestId, trace, true);
        boolean[] was = new boolean[1];
        subscriptions.unsubscribe(connection, List.of(channel), left -> {
            was[0] = !left.isEmpty();
            if (was[0]) {
                replies.send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(left));
            }
        });
        return was[0];
    }
}
