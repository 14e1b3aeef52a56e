package io.wirescope.internal.archive;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the archive on threads of its own, as an engine may hang for longer than its own time limits, such as in a pool that waits
 * for a connection. So many questions at once hang at most; more are refused. Thread-safe.
 */
final class ArchiveReads {

    private static final int AT_ONCE = 16;

    /** What the engine itself has for ending in time. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final Executor executor;
    private final Semaphore free = new Semaphore(AT_ONCE);

    ArchiveReads(Executor executor) {
        this.executor = executor;
    }

    /**
     * Asks.
     *
     * @param patience how long the engine was given
     * @return the answer, or empty when there was none in time
     * @throws ArchiveException when the archive can't be asked
     */
    <T> Optional<T> ask(Callable<T> question, Duration patience) throws ArchiveException {
        if (!free.tryAcquire()) {
            throw new ArchiveException("Too many queries wait for the archive", null);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        begin(question, answer);
        try {
            return Optional.of(answer.get(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ArchiveException failure ? failure
                    : new ArchiveException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArchiveException("Interrupted", e);
        }
    }

    private <T> void begin(Callable<T> question, CompletableFuture<T> answer) throws ArchiveException {
        boolean begun = false;
        try {
            executor.execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Throwable e) { // an error, too: somebody waits
                    answer.completeExceptionally(e);
                } finally {
                    free.release();
                }
            });
            begun = true;
        } catch (RuntimeException e) { // the server takes its threads away
            throw new ArchiveException(e.toString(), e);
        } finally {
            if (!begun) {
                free.release();
            }
        }
    }
}
