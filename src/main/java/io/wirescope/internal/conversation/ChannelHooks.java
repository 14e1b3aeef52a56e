package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.TraceContext;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Is asked before a client joins channels or publishes, once the gateway's own rules have let it. Implementations are
 * thread-safe and return at once.
 *
 * <p>The stages of one connection complete in the order of the calls, or its messages would change places. One that
 * completes exceptionally refuses with {@code MESSAGE_PROCESSING_ERROR}.
 */
public interface ChannelHooks {

    /**
     * Why a client may not do what it asked for.
     *
     * @param code    the code of the {@code error} message
     * @param message its text
     * @param details its details
     */
    record Denial(ErrorCode code, String message, JsonObject details) {
    }

    /**
     * Is asked before a connection joins channels.
     *
     * @param connection whose channels they are to be
     * @param channels   all that one {@code subscribe} names
     * @param requestId  the message's request
     * @param trace      the message's trace, or null
     * @return empty, where the connection may join them
     */
    CompletionStage<Optional<Denial>> beforeSubscribe(Connection connection, List<String> channels, String requestId,
            TraceContext trace);

    /**
     * Completes when a connection may leave channels: once it has joined, or not, those that it asked for before.
     *
     * @param connection whose channels they are
     * @return empty, unless the client has too much under way
     */
    CompletionStage<Optional<Denial>> beforeUnsubscribe(Connection connection);

    /**
     * Is asked before a client's message goes to a channel.
     *
     * @param connection where the message came from
     * @param request    what it is to publish
     * @param requestId  the message's request
     * @param trace      the message's trace, or null
     * @return empty, where the client may publish it
     */
    CompletionStage<Optional<Denial>> beforePublish(Connection connection, PublishRequest request, String requestId,
            TraceContext trace);
}
