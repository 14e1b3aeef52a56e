package io.wirescope.internal.telemetry;

import io.wirescope.internal.telemetry.OtlpClient.Accepted;
import io.wirescope.internal.telemetry.OtlpClient.Outcome;
import io.wirescope.internal.telemetry.OtlpClient.Refused;
import io.wirescope.internal.telemetry.OtlpClient.Retryable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends the spans or the log records of this server in batches, one request at a time. What does not fit into the queue
 * is dropped; a batch that is refused, or fails longer than the retries last, too. Everything is counted, see
 * {@link SignalStats}. Thread-safe; never blocks, but for {@link #close}.
 */
final class SignalExporter {

    private static final Logger LOG = Logger.getLogger(SignalExporter.class.getName());

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Signal signal;
    private final OtlpEndpoint endpoint;
    private final Attributes resource;
    private final ExportLimits limits;
    private final OtlpClient client;
    private final ScheduledExecutorService scheduler;

    private final Queue<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    private int sending;
    private CompletableFuture<Void> underWay;
    private boolean closed;
    private long exported;
    private long overflow;
    private long failed;
    private long rejected;
    private String lastError;

    /**
     * @param signal    what is sent
     * @param endpoint  where to
     * @param resource  describes this server
     * @param limits    bounds queue, batches and retries
     * @param client    sends
     * @param scheduler waits between retries
     */
    SignalExporter(Signal signal, OtlpEndpoint endpoint, Attributes resource, ExportLimits limits, OtlpClient client,
            ScheduledExecutorService scheduler) {
        this.signal = signal;
        this.endpoint = endpoint;
        this.resource = resource;
        this.limits = limits;
        this.client = client;
        this.scheduler = scheduler;
    }

    /** Queues one for the next batch, or drops it. */
    void offer(Exported one) {
        byte[] encoded = Signal.encode(one);
        boolean full;
        synchronized (this) {
            if (closed || queue.size() >= limits.maxQueued() || queuedBytes + encoded.length > limits.maxQueuedBytes()) {
                overflow++;
                return;
            }
            queue.add(encoded);
            queuedBytes += encoded.length;
            full = isBatchFull() && underWay == null;
        }
        if (full) {
            flush();
        }
    }

    private boolean isBatchFull() {
        return queue.size() >= limits.maxBatch() || queuedBytes >= ExportLimits.MAX_BATCH_BYTES;
    }

    /** Begins to send what is queued, unless a request is under way: that goes on with the rest. */
    void flush() {
        List<byte[]> batch = nextBatch();
        if (!batch.isEmpty()) {
            new Batch(batch.size(), Signal.request(resource, batch)).send();
        }
    }

    private synchronized List<byte[]> nextBatch() {
        List<byte[]> batch = new ArrayList<>();
        if (underWay != null) {
            return batch;
        }
        long bytes = 0;
        while (!queue.isEmpty() && batch.size() < limits.maxBatch()
                && (batch.isEmpty() || bytes + queue.element().length <= ExportLimits.MAX_BATCH_BYTES)) {
            bytes += queue.element().length;
            batch.add(queue.remove());
        }
        queuedBytes -= bytes;
        sending = batch.size();
        underWay = batch.isEmpty() ? null : new CompletableFuture<>();
        return batch;
    }

    /** One request with its attempts, one after the other. */
    private final class Batch {

        private final int size;
        private final byte[] request;
        private Duration nextWait = FIRST_WAIT;
        private Duration waited = Duration.ZERO;

        Batch(int size, byte[] request) {
            this.size = size;
            this.request = request;
        }

        void send() {
            client.send(endpoint, request).thenAccept(this::decide);
        }

        private void decide(Outcome outcome) {
            if (outcome instanceof Accepted accepted) {
                accepted(size, accepted.partial());
            } else if (outcome instanceof Refused refused) {
                giveUp(size, refused.reason());
            } else if (outcome instanceof Retryable retryable) {
                retry(retryable);
            }
        }

        private void retry(Retryable cause) {
            Duration wait = cause.retryAfter() != null ? cause.retryAfter() : nextWait;
            waited = waited.plus(wait);
            if (isClosed() || waited.compareTo(limits.retryWindow()) > 0) {
                giveUp(size, cause.reason());
                return;
            }
            failing(cause.reason(), 0);
            Duration doubled = nextWait.multipliedBy(2);
            nextWait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
            try {
                scheduler.schedule(this::send, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException | IllegalStateException e) { // the server is going down
                giveUp(size, cause.reason());
            }
        }
    }

    private void accepted(int size, PartialSuccess partial) {
        long left = Math.max(0, Math.min(size, partial.rejected()));
        boolean first;
        boolean resumed;
        synchronized (this) {
            exported += size - left;
            rejected += left;
            sending = 0;
            first = left > 0 && lastError == null;
            resumed = left == 0 && lastError != null;
            lastError = left == 0 ? null : "rejected: " + partial.message();
        }
        if (first) {
            warn("rejected: " + partial.message());
        }
        if (resumed) {
            LOG.log(Level.INFO, "Telemetry export resumed signal={0} endpoint={1}",
                    new Object[] {signal.word(), endpoint});
        }
        goOn();
    }

    private void giveUp(int size, String reason) {
        failing(reason, size);
        goOn();
    }

    // Logged once, until it works again.
    private void failing(String reason, int givenUp) {
        boolean first;
        synchronized (this) {
            failed += givenUp;
            sending -= givenUp;
            first = lastError == null;
            lastError = reason;
        }
        if (first) {
            warn(reason);
        }
    }

    private void warn(String reason) {
        LOG.log(Level.WARNING, "Telemetry export failing signal={0} endpoint={1} reason={2}",
                new Object[] {signal.word(), endpoint, reason});
    }

    private void goOn() {
        CompletableFuture<Void> ended;
        boolean more;
        synchronized (this) {
            ended = underWay;
            underWay = null;
            more = isBatchFull() || closed && !queue.isEmpty();
        }
        if (more) {
            flush();
        }
        ended.complete(null);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Takes no more, and sends what is queued without retries. Waits up to a time for that to end. */
    void close(Duration patience) {
        synchronized (this) {
            closed = true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        flush();
        for (CompletableFuture<Void> last = underWay(); last != null; last = underWay()) {
            try {
                last.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(Level.WARNING, "Telemetry export unfinished at shutdown signal={0} queued={1}",
                        new Object[] {signal.word(), stats().queued()});
                return;
            }
        }
    }

    private synchronized CompletableFuture<Void> underWay() {
        return underWay;
    }

    /** {@return how it fares} */
    synchronized SignalStats stats() {
        return new SignalStats(exported, overflow, failed, rejected, queue.size() + sending, endpoint.toString(),
                lastError);
    }
}
