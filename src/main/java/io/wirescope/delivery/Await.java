package io.wirescope.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for stages, for those who can't go on without. Nobody waits who handles a client's message. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Await() {
    }

    /**
     * {@return what a stage completes with, for which it waits two seconds at most}
     *
     * @param stage any stage
     * @throws BrokerUnavailableException when it did not complete in time, or the thread was interrupted
     * @throws RuntimeException           what the stage failed with
     */
    public static <T> T of(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unchecked(cause(e));
        } catch (TimeoutException e) {
            throw new BrokerUnavailableException("No answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("Interrupted", e);
        }
    }

    /** {@return why a stage failed, without what the stages in between have put around it} */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
