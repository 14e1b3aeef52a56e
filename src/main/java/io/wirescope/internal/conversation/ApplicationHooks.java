package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.upstream.Hook;
import io.wirescope.internal.upstream.LifeCycle;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Asks the application where it wants to be asked, and permits everything else. Thread-safe. */
@Service
public class ApplicationHooks implements ChannelHooks {

    private final LifeCycle lifeCycle;

    /** @param lifeCycle asks the application */
    @Inject
    public ApplicationHooks(LifeCycle lifeCycle) {
        this.lifeCycle = lifeCycle;
    }

    @Override
    public CompletionStage<Optional<Denial>> beforeSubscribe(Connection connection, List<String> channels,
            String requestId, TraceContext trace) {
        JsonArrayBuilder names = JsonFormat.array();
        channels.forEach(names::add);
        return ask(Hook.SUBSCRIBE, connection, JsonFormat.object().add("channels", names).build(), requestId, trace);
    }

    @Override
    public CompletionStage<Optional<Denial>> beforeUnsubscribe(Connection connection) {
        return inTurn(connection, verdict -> verdict.accept(Optional.empty()));
    }

    @Override
    public CompletionStage<Optional<Denial>> beforePublish(Connection connection, PublishRequest request,
            String requestId, TraceContext trace) {
        return ask(Hook.PUBLISH, connection, JsonFormat.object().add("channel", request.channel())
                .add("type", request.type()).add("payload", request.payload()).build(), requestId, trace);
    }

    private CompletionStage<Optional<Denial>> ask(Hook hook, Connection connection, JsonObject payload, String requestId,
            TraceContext trace) {
        return inTurn(connection, verdict -> lifeCycle.ask(hook, connection, payload, requestId, trace,
                denial -> verdict.accept(denial.map(why -> new Denial(why.code(), why.text(), why.details())))));
    }

    // What is attached to the stage runs before the next turn begins.
    private CompletionStage<Optional<Denial>> inTurn(Connection connection, Consumer<Consumer<Optional<Denial>>> asking) {
        CompletableFuture<Optional<Denial>> decided = new CompletableFuture<>();
        if (!lifeCycle.isWanted(Hook.SUBSCRIBE) && !lifeCycle.isWanted(Hook.PUBLISH)) {
            decided.complete(Optional.empty());
            return decided;
        }
        boolean taken = lifeCycle.inTurn(connection, ended -> asking.accept(verdict -> {
            try {
                decided.complete(verdict);
            } finally {
                ended.run();
            }
        }));
        if (!taken) {
            decided.complete(Optional.of(new Denial(ErrorCode.OVERLOADED, UpstreamError.text(ErrorCode.OVERLOADED),
                    JsonFormat.object().add("retryable", true).build())));
        }
        return decided;
    }
}
