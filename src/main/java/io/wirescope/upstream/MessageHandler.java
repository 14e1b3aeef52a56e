package io.wirescope.upstream;

import io.wirescope.PublicApi;

/**
 * Takes messages of clients, of the types that {@link Handles} names.
 *
 * <p>Called on the managed executor with a request context of its own, never on a thread of the server's network layer.
 * By default the messages of one connection come one after the other and those of different connections at the same time,
 * so implementations have to be thread-safe.
 */
@PublicApi
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles one message.
     *
     * @param message what the client sent
     * @return what the client gets: null for nothing; a {@link Reply}; or a payload, which is a
     *         {@link jakarta.json.JsonObject} or anything that JSON-B writes as a JSON object, sent as a message of type
     *         {@code {type}.result}; or a {@link java.util.concurrent.CompletionStage} of one of these, which may complete
     *         on any thread
     * @throws MessageRefusedException when the client is to get {@code error} {@code UPSTREAM_REFUSED}; a stage may fail
     *                                 with it too
     * @throws Exception               whatever else fails: the client gets {@code error} {@code UPSTREAM_UNAVAILABLE},
     *                                 and the log has the exception with the request's id
     */
    Object handle(ClientMessage message) throws Exception;
}
