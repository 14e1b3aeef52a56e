package io.wirescope.internal.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What several servers share, as one of them reaches it. Thread-safe; no method waits.
 *
 * <p>Stages are completed, and listeners are called, by the engine's threads: what follows must not wait, or all that the
 * engine brings waits with it.
 */
public interface Engine {

    /**
     * Sends a command, which is not sent again when the connection is lost.
     *
     * @param words the command and its arguments
     * @return the reply: a {@code String}, a {@code Long}, a {@code List} of replies, or null. Fails with
     *         {@link io.wirescope.delivery.BrokerUnavailableException} when the engine is away, does not answer within
     *         {@link ClusterConfig#timeout}, or too much waits for it; and with {@link EngineErrorException} when it refuses
     *         the command
     */
    CompletionStage<Object> command(String... words);

    /**
     * Runs a script, by its hash, which the engine is given on each connection before anything else.
     *
     * @param script    the script's text
     * @param keys      the keys that it uses
     * @param arguments its arguments
     * @return as {@link #command}
     */
    CompletionStage<Object> script(Script script, List<String> keys, String... arguments);

    /**
     * Listens to a channel of the engine's publish and subscribe, until {@link #unlisten}, also after the connection was lost:
     * what was published meanwhile is missed.
     *
     * @param channel  the channel, with the prefix
     * @param listener gets each message, in order; must be quick and throw nothing
     * @return completes when messages that are published from now on will come; fails as {@link #command} does, and nothing is
     *         listened to then
     */
    CompletionStage<Void> listen(String channel, Consumer<String> listener);

    /** Ends what {@link #listen} with the same arguments has begun. */
    void unlisten(String channel, Consumer<String> listener);

    /** {@return how the engine is now} */
    EngineStatus status();

    /**
     * Adds what is called with each change of the status, by a thread of the engine, one call after the other; also when the
     * connection that listens was made anew.
     *
     * @param watcher must be quick and throw nothing
     */
    void watch(Consumer<EngineStatus> watcher);

    /** {@return what went to and came from the engine since the start} */
    EngineFigures figures();

    /** {@return how many commands wait to be sent} */
    int waiting();

    /** {@return how many commands were sent and are not answered} */
    int underWay();
}
