package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.capture.Capture;
import io.wirescope.internal.capture.CaptureState;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import java.time.Instant;
import java.util.List;

/**
 * A capture, without what it kept.
 *
 * @param id              its id
 * @param state           {@code active} or {@code ended}
 * @param endedBecause    {@code duration} or {@code stopped}, or null while it is active
 * @param startedBy       who started it
 * @param reason          why
 * @param selectors       which messages
 * @param startedAt       RFC 3339
 * @param endsAt          RFC 3339
 * @param endedAt         RFC 3339, or null while it is active
 * @param deletedAt       when it and all that it kept is deleted, or null while it is active
 * @param maxMessages     the most messages
 * @param maxPayloadBytes the most bytes of each
 * @param maxTotalBytes   the most bytes of all
 * @param raw             whether what is no JSON is kept
 * @param redact          the pointers to what is redacted besides
 * @param matched         how many messages were selected
 * @param kept            how many of them were kept
 * @param keptBytes       their bytes
 * @param cut             how many of them lack their end
 * @param redacted        how many values were redacted in them
 * @param dropped         how many were not kept, by reason
 */
@JsonbNillable
public record CaptureView(String id, String state, String endedBecause, String startedBy, String reason,
        JsonObject selectors, String startedAt, String endsAt, String endedAt, String deletedAt, int maxMessages,
        int maxPayloadBytes, int maxTotalBytes, boolean raw, List<String> redact, long matched, int kept, long keptBytes,
        long cut, long redacted, DroppedView dropped) {

    /**
     * Messages that were selected and not kept.
     *
     * @param maxMessages   over the most messages
     * @param maxTotalBytes over the most bytes
     * @param notJson       no JSON
     */
    public record DroppedView(long maxMessages, long maxTotalBytes, long notJson) {
    }

    /**
     * {@return a capture as it is now}
     *
     * @param capture   the capture
     * @param deletedAt when it is deleted, or null
     */
    public static CaptureView of(Capture capture, Instant deletedAt) {
        CaptureState state = capture.state();
        return new CaptureView(capture.id(), state.active() ? "active" : "ended", state.endedBecause(),
                capture.startedBy(), capture.order().reason(), capture.order().selector().toJson(),
                Rfc3339.format(capture.startedAt()), Rfc3339.format(capture.endsAt()), format(state.endedAt()),
                format(deletedAt), capture.order().maxMessages(), capture.order().maxPayloadBytes(),
                capture.order().maxTotalBytes(), capture.order().raw(), capture.order().redact(), state.matched(),
                state.kept(), state.keptBytes(), state.cut(), state.redacted(), new DroppedView(state.droppedMaxMessages(),
                        state.droppedMaxTotal(), state.droppedNotJson()));
    }

    private static String format(Instant time) {
        return time == null ? null : Rfc3339.format(time);
    }
}
