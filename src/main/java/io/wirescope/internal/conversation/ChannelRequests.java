package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.Await;
import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.delivery.ChannelList;
import io.wirescope.delivery.ClientPublisher;
import io.wirescope.delivery.DeliveryOverloadedException;
import io.wirescope.delivery.DeliveryRefusedException;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.delivery.Subscriptions.Admission;
import io.wirescope.delivery.Subscriptions;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final CompletionStage<Void> NOTHING_TO_CHECK = CompletableFuture.completedStage(null);
    private static final JsonObject RETRYABLE = JsonFormat.object().add("retryable", true).build();

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
        Refusing refusing = denial -> refuse(reply, denial);
        try {
            List<String> channels = ChannelList.read(payload);
            whenPermitted(reply, asked(reply, subscriptions.check(reply.connection(), channels),
                    () -> hooks.beforeSubscribe(reply.connection(), channels, reply.requestId(), reply.trace())),
                    () -> subscriptions.subscribe(reply.connection(), channels,
                            places -> replies.send(reply, MessageType.SUBSCRIBED, Payloads.subscribed(places))), refusing);
        } catch (DeliveryRefusedException e) {
            refusing.refuse(denial(e));
        }
    }

    void unsubscribe(ReplyContext reply, JsonObject payload) {
        Refusing refusing = denial -> refuse(reply, denial);
        try {
            List<String> channels = ChannelList.read(payload);
            whenPermitted(reply, asked(reply, NOTHING_TO_CHECK, () -> hooks.beforeUnsubscribe(reply.connection())),
                    () -> subscriptions.unsubscribe(reply.connection(), channels,
                            left -> replies.send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(channels))),
                    refusing);
        } catch (DeliveryRefusedException e) {
            refusing.refuse(denial(e));
        }
    }

    void publish(ReplyContext reply, JsonObject payload) {
        Refusing refusing = denial -> refusePublish(reply, denial);
        try {
            PublishRequest request = PublishRequest.read(payload);
            whenPermitted(reply, asked(reply, publisher.check(reply.connection().peer(), request.channel()),
                    () -> hooks.beforePublish(reply.connection(), request, reply.requestId(), reply.trace())),
                    () -> send(reply, request), refusing);
        } catch (DeliveryRefusedException e) {
            refusing.refuse(denial(e));
        }
    }

    private CompletionStage<Void> send(ReplyContext reply, PublishRequest request) {
        return publisher.publish(reply.connection(), request, reply.requestId(), replies.childOf(reply),
                place -> replies.send(reply, MessageType.PUBLISHED, place.toJson()));
    }

    /** Asks the hooks. */
    @FunctionalInterface
    private interface Asking {
        CompletionStage<Optional<Denial>> ask();
    }

    /** What is done once the hooks have permitted it. */
    @FunctionalInterface
    private interface Action {
        CompletionStage<Void> run();
    }

    /** What is said where they, or the rules by then, have not. */
    @FunctionalInterface
    private interface Refusing {
        void refuse(Denial denial);
    }

    // The hooks are asked in the order of the messages, also where a check takes its time.
    private CompletionStage<Optional<Denial>> asked(ReplyContext reply, CompletionStage<Void> check, Asking hook) {
        CompletableFuture<CompletionStage<Optional<Denial>>> verdict = new CompletableFuture<>();
        subscriptions.inTurn(reply.connection(), () -> check.thenAccept(checked -> verdict.complete(hook.ask())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        verdict.completeExceptionally(failure);
                    }
                });
        return verdict.thenCompose(stage -> stage);
    }

    private void whenPermitted(ReplyContext reply, CompletionStage<Optional<Denial>> verdict, Action action,
            Refusing refusing) {
        verdict.thenCompose(denial -> denial.isPresent() ? CompletableFuture.completedFuture(denial)
                : inContext(reply, action).thenApply(done -> Optional.<Denial>empty())).whenComplete((denial, failure) -> {
                    LogContext context = LogContext.open(reply.requestId(), reply.trace());
                    try {
                        if (failure != null) {
                            refusing.refuse(denial(reply, failure));
                        } else {
                            denial.ifPresent(refusing::refuse);
                        }
                    } finally {
                        context.close();
                    }
                });
    }

    private static CompletionStage<Void> inContext(ReplyContext reply, Action action) {
        LogContext context = LogContext.open(reply.requestId(), reply.trace());
        try {
            return action.run();
        } finally {
            context.close();
        }
    }

    private static Denial denial(ReplyContext reply, Throwable failure) {
        Throwable cause = Await.cause(failure);
        if (cause instanceof DeliveryRefusedException refused) {
            return denial(refused);
        }
        if (cause instanceof MessageTooLargeException tooLarge) {
            return new Denial(ErrorCode.MESSAGE_TOO_LARGE, tooLarge.getMessage(),
                    JsonFormat.object().add("max_message_bytes", tooLarge.maxBytes()).build());
        }
        if (cause instanceof DeliveryOverloadedException) {
            return new Denial(ErrorCode.OVERLOADED, cause.getMessage(), RETRYABLE);
        }
        if (cause instanceof BrokerUnavailableException) {
            return new Denial(ErrorCode.ENGINE_UNAVAILABLE, "The channels can't be reached now; try again later", RETRYABLE);
        }
        return failed(reply, cause);
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
     * @return where the channel stands; empty where the connection has just ended. Fails with
     *         {@link DeliveryRefusedException} when no channel may have that name, the connection may not be in it, or it is in
     *         as many as it may be
     */
    public CompletionStage<Optional<Admission>> admit(Connection connection, String channel, String requestId,
            TraceContext trace) {
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
     * @return whether it was in the channel; fails with {@link DeliveryRefusedException} when the connection is in the channel
     *         for good
     */
    public CompletionStage<Boolean> dismiss(Connection connection, String channel, String requestId, TraceContext trace) {
        ReplyContext reply = ReplyContext.of(connection, requestId, trace, true);
        AtomicBoolean was = new AtomicBoolean();
        return subscriptions.unsubscribe(connection, List.of(channel), left -> {
            was.set(!left.isEmpty());
            if (was.get()) {
                replies.send(reply, MessageType.UNSUBSCRIBED, Payloads.unsubscribed(left));
            }
        }).thenApply(done -> was.get());
    }
}
