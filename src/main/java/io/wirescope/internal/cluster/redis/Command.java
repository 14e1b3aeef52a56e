package io.wirescope.internal.cluster.redis;

import io.wirescope.delivery.BrokerUnavailableException;
import java.util.concurrent.CompletableFuture;

/**
 * Something that is asked of the engine. Its methods are called by one thread at a time, but for {@link #answer}.
 *
 * <p>It is written once, or again on another connection where it {@link #isRepeatable}.
 */
abstract class Command {

    private final CompletableFuture<Object> answer = new CompletableFuture<>();
    private final long deadlineNanos;
    private boolean sent;

    /** @param deadlineNanos when it fails, by {@link System#nanoTime} */
    Command(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** {@return the reply} */
    final CompletableFuture<Object> answer() {
        return answer;
    }

    /**
     * {@return the words for the process that answers, or null where nothing is to be sent: it has failed then}
     *
     * @param process the process
     */
    abstract byte[][] words(String process);

    /** {@return about how many bytes it has} */
    abstract int bytes();

    /** {@return whether it may be sent again when nobody knows whether it was done} */
    abstract boolean isRepeatable();

    /** {@return whether it has to be sent again even if nobody waits for the reply} */
    boolean isBinding() {
        return false;
    }

    /**
     * Takes the reply.
     *
     * @return whether that was it; where not, the command is to be sent once more
     */
    boolean replied(Object reply) {
        answer.complete(reply);
        return true;
    }

    /** Takes the engine's refusal. */
    void refused(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    final boolean isSent() {
        return sent;
    }

    final void sent() {
        sent = true;
    }

    final boolean isOver(long now) {
        return now - deadlineNanos >= 0;
    }

    final void fail(String reason, Throwable cause) {
        answer.completeExceptionally(new BrokerUnavailableException(reason, cause));
    }
}
