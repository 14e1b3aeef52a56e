package io.wirescope.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Keeps the sessions of connections that are there, and for a while of those that were (contract, section 6): the seam for an
 * engine that spans several servers. Sessions are values; a live connection is not among them. Thread-safe; no method waits.
 *
 * <p>A stage fails with {@link BrokerUnavailableException} where the engine can't be reached or does not answer in time.
 */
public interface SessionRepository {

    /** {@return how long a session is kept after its connection has ended} */
    Duration ttl();

    /** Keeps a session whose connection lasts, in place of what was kept by its token. */
    CompletionStage<Void> save(SessionRecord session);

    /** Notes that a session's connection has ended: its time begins to run, unless it does already. */
    CompletionStage<Void> ended(SessionRecord session);

    /** {@return the session of a token, or empty where there is none, it is another client's, or its time is over} */
    CompletionStage<Optional<SessionRecord>> find(String token, String clientId);

    /**
     * Sets what is called with the token of each session that this node has saved and nobody can resume any more.
     *
     * @param action must be quick; may be called more than once for a token
     */
    void onForgotten(Consumer<String> action);
}
