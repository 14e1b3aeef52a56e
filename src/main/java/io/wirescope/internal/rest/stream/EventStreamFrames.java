package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.rest.scope.EventPlaces;
import io.wirescope.internal.rest.view.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What goes over a stream, as bytes (WHATWG HTML, section 9.2.5: UTF-8, lines, a blank line after each
 * event). Thread-safe.
 *
 * <p>A hundred readers get the same event as the same bytes: the last few frames are kept, so that it is
 * put into JSON once.
 */
final class EventStreamFrames {

    /** When a browser that lost its stream reconnects. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(EventStreamFrames.class.getName());

    /** Frames kept, a power of two; with the next, at most 1 MiB. */
    private static final int KEPT = 256;
    private static final int LARGEST_KEPT = 4096;

    private record Frame(long sequence, byte[] bytes) {
    }

    private final AtomicReferenceArray<Frame> kept = new AtomicReferenceArray<>(KEPT);
    private final String node;
    private final boolean isOfAll;

    /** Makes the frames of a server that stands alone. */
    EventStreamFrames() {
        this(null, false);
    }

    /**
     * @param node    the server's id, which its events bear; or null where it stands alone
     * @param isOfAll whether they are for streams of all servers: then they have no ids, because {@link #place} has
     */
    EventStreamFrames(String node, boolean isOfAll) {
        this.node = node;
        this.isOfAll = isOfAll;
    }

    /** {@return the first lines of a stream of all servers} */
    byte[] greeting(EventPlaces places) {
        return bytes("retry: " + RETRY.toMillis() + "\nid: " + places + "\n\n");
    }

    /** {@return how far the reader has come on all servers, which no program gets to see} */
    byte[] place(EventPlaces places) {
        return bytes("id: " + places + "\n\n");
    }

    private String eventId(long sequence) {
        return isOfAll ? "" : idLine(sequence);
    }

    /** {@return the first lines of a stream: its id lets a reader resume even before the first event} */
    byte[] greeting(long sequence) {
        return bytes("retry: " + RETRY.toMillis() + "\n" + idLine(sequence) + "\n");
    }

    /**
     * {@return an event} It has no name, so that a browser gives it to {@code onmessage}. The bytes are shared
     * and must not be changed.
     */
    byte[] event(ObservabilityEvent event) {
        int place = (int) event.sequence() & KEPT - 1;
        Frame frame = kept.get(place);
        if (frame != null && frame.sequence == event.sequence()) {
            return frame.bytes;
        }
        byte[] bytes = encode(event);
        if (bytes.length <= LARGEST_KEPT) {
            kept.set(place, new Frame(event.sequence(), bytes));
        }
        return bytes;
    }

    // To end the stream would not help: its reader would reconnect and meet the same event again. An error counts as an
    // exception, because the data's class may be an application's.
    private byte[] encode(ObservabilityEvent event) {
        try {
            return bytes(eventId(event.sequence()) + dataLines(JsonFormat.write(EventJson.of(event, node))) + "\n");
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "Event " + event.sequence() + " of type " + event.eventType()
                    + " can't be put into JSON", e);
            return gap(event.sequence(), event.sequence());
        }
    }

    /** {@return the notice that events are gone; its id lets a reader resume behind them} */
    byte[] gap(long first, long last) {
        return isOfAll ? bytes(Batch.gap(node, first, last)) : bytes("event: gap\n" + idLine(last)
                + dataLines("{\"first\":" + first + ",\"last\":" + last + "}") + "\n");
    }

    /** {@return a comment, which no program gets to see} */
    byte[] keepAlive() {
        return bytes(": keep-alive\n\n");
    }

    /**
     * {@return a comment and the position of the reader} An id without data is not an event, but a
     * browser remembers it: a reader of rare events must not get a gap, when it reconnects, for events that its
     * filter left out.
     */
    byte[] keepAlive(long sequence) {
        return bytes(": keep-alive\n" + idLine(sequence) + "\n");
    }

    private static String idLine(long sequence) {
        return "id: " + sequence + "\n";
    }

    /** {@return the data in as many lines as it has: a line break must not end the event} */
    static String dataLines(String data) {
        StringBuilder lines = new StringBuilder(data.length() + 8);
        data.lines().forEach(line -> lines.append("data: ").append(line).append('\n'));
        return lines.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
