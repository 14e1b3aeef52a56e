package io.wirescope.internal.rest.view;

import io.wirescope.internal.telemetry.SignalStats;
import io.wirescope.internal.telemetry.TelemetryExport;
import java.util.Map;
import java.util.TreeMap;

/**
 * The export of traces and logs.
 *
 * @param status        {@code healthy} or {@code degraded}
 * @param signals       {@code traces} and {@code logs}, those that are exported
 * @param eventsLost    events that left the buffer before they were read, or could not be mapped
 * @param tracesLimited traces over {@code wirescope.telemetry.max-traces-per-second}
 */
public record TelemetryView(String status, Map<String, Exported> signals, long eventsLost, long tracesLimited) {

    /**
     * One signal, in spans or log records since the start.
     *
     * @param endpoint  where they go, without query and credentials
     * @param exported  accepted by the collector
     * @param overflow  dropped because the queue was full
     * @param failed    dropped after requests that were refused or failed
     * @param rejected  dropped by the collector
     * @param queued    waiting or being sent
     * @param lastError the latest failure; missing where the last request succeeded
     */
    public record Exported(String endpoint, long exported, long overflow, long failed, long rejected, int queued,
            String lastError) {

        static Exported of(SignalStats stats) {
            return new Exported(stats.endpoint(), stats.exported(), stats.overflow(), stats.failed(), stats.rejected(),
                    stats.queued(), stats.lastError());
        }
    }

    /** {@return the view, or null where nothing is exported} */
    public static TelemetryView of(TelemetryExport export, String status) {
        if (!export.isOn()) {
            return null;
        }
        Map<String, Exported> signals = new TreeMap<>();
        export.stats().forEach((signal, stats) -> signals.put(signal, Exported.of(stats)));
        return new TelemetryView(status, signals, export.lostEvents() + export.failedEvents(), export.limitedTraces());
    }
}
