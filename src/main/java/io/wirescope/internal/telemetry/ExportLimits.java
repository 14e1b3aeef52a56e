package io.wirescope.internal.telemetry;

import java.time.Duration;

/**
 * The bounds of the export of one signal.
 *
 * @param maxQueued      how many spans, or log records, wait at most
 * @param maxQueuedBytes how many bytes they have at most, encoded
 * @param maxBatch       how many go into one request
 * @param delay          how long one waits for a batch to fill
 * @param retryWindow    how long a batch is tried again, in waits summed up, before it is given up
 */
record ExportLimits(int maxQueued, long maxQueuedBytes, int maxBatch, Duration delay, Duration retryWindow) {

    /** How many bytes of spans go into one request; a collector takes 20 MiB by default. */
    static final int MAX_BATCH_BYTES = 4 << 20;
}
