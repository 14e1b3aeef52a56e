package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.envelope.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Permits all that the gateway's own rules permit. Thread-safe. */
public class NoChannelHooks implements ChannelHooks {

    @Override
    public CompletionStage<Optional<Denial>> beforeSubscribe(Connection connection, List<String> channels,
            String requestId, TraceContext trace) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Denial>> beforeUnsubscribe(Connection connection) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Denial>> beforePublish(Connection connection, PublishRequest request,
            String requestId, TraceContext trace) {
        return CompletableFuture.completedStage(Optional.empty());
    }
}
