package io.wirescope.internal.telemetry;

/**
 * How the export of one signal fares, in spans or log records since the start. What was made of events is exported,
 * dropped or queued.
 *
 * @param exported  accepted by the collector
 * @param overflow  dropped, because the queue was full
 * @param failed    dropped after requests that were refused, or failed for the whole retry window
 * @param rejected  dropped by the collector, as it reported ({@code partial_success})
 * @param queued    waiting now or in a request under way
 * @param endpoint  where they go, without query and credentials
 * @param lastError the latest failure, or null where the last request succeeded
 */
public record SignalStats(long exported, long overflow, long failed, long rejected, int queued, String endpoint,
        String lastError) {

    /** {@return how many were dropped, for any reason} */
    public long dropped() {
        return overflow + failed + rejected;
    }
}
