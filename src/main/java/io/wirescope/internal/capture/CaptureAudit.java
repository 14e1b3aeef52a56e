package io.wirescope.internal.capture;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.logging.Logger;

/** Publishes who began, ended and read captures, as events and in the log of audits; never what was captured. Thread-safe. */
final class CaptureAudit {

    /** The type of these events; nobody else publishes it. */
    static final String EVENT_TYPE = "audit.capture";

    private static final Logger AUDIT = Logger.getLogger("io.wirescope.audit");
    private static final String SOURCE = "capture";

    private final ObservabilityEventBus bus;

    /** @param bus gets the events */
    CaptureAudit(ObservabilityEventBus bus) {
        this.bus = bus;
    }

    void started(Capture capture, CaptureCaller caller) {
        CaptureOrder order = capture.order();
        publish(caller, about("started", capture, caller.subject())
                .add("reason", order.reason())
                .add("selectors", order.selector().toJson())
                .add("duration", order.duration().toString())
                .add("max_messages", order.maxMessages())
                .add("max_payload_bytes", order.maxPayloadBytes())
                .add("max_total_bytes", order.maxTotalBytes())
                .add("raw", order.raw())
                .build());
    }

    /** @param caller who stopped it, or null where its time was over */
    void ended(Capture capture, CaptureCaller caller) {
        CaptureState state = capture.state();
        publish(caller, about("ended", capture, caller == null ? null : caller.subject())
                .add("because", state.endedBecause())
                .add("kept", state.kept())
                .add("kept_bytes", state.keptBytes())
                .build());
    }

    void read(Capture capture, CaptureCaller caller, int messages) {
        publish(caller, about("read", capture, caller.subject()).add("messages", messages).build());
    }

    /** @param caller who deleted it, or null where it was kept long enough */
    void deleted(Capture capture, CaptureCaller caller) {
        publish(caller, about("deleted", capture, caller == null ? null : caller.subject()).build());
    }

    private static JsonObjectBuilder about(String action, Capture capture, String subject) {
        JsonObjectBuilder data = JsonFormat.object().add("action", action).add("capture_id", capture.id());
        return subject == null ? data.addNull("subject") : data.add("subject", subject);
    }

    private void publish(CaptureCaller caller, JsonObject data) {
        bus.publish(EVENT_TYPE, new EventContext(caller == null ? null : caller.requestId(),
                caller == null ? null : caller.trace(), null, null, SOURCE), data);
        AUDIT.info(() -> "Payload capture " + JsonFormat.write(data)); // JSON escapes line breaks
    }
}
