package io.wirescope.internal.capture;

import io.wirescope.event.EventContext;
import io.wirescope.internal.event.MessageDirection;
import io.wirescope.internal.event.MessageText;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One capture: what it keeps, bounded, and what it had to leave out. Thread-safe. */
public final class Capture {

    /** It ended since its time was over. */
    static final String DURATION = "duration";
    /** It ended since somebody stopped it. */
    static final String STOPPED = "stopped";

    private final String id;
    private final CaptureOrder order;
    private final String startedBy;
    private final Instant startedAt;
    private final long startedNanos;
    private final Clock clock;
    private final Redactor redactor;
    private final List<PayloadPointer> pointers;

    // Guarded by this.
    private final List<CapturedMessage> messages = new ArrayList<>();
    private int reservedMessages;
    private long reservedBytes;
    private long keptBytes;
    private long matched;
    private long cut;
    private long redacted;
    private long droppedMaxMessages;
    private long droppedMaxTotal;
    private long droppedNotJson;
    private String endedBecause;
    private Instant endedAt;
    private long endedNanos;

    /**
     * @param id        names it
     * @param order     what is wanted
     * @param startedBy who wants it
     * @param clock     stamps messages
     * @param nanos     a monotonic clock's time now
     * @param redactor  takes secrets out
     */
    Capture(String id, CaptureOrder order, String startedBy, Clock clock, long nanos, Redactor redactor) {
        this.id = id;
        this.order = order;
        this.startedBy = startedBy;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.startedNanos = nanos;
        this.redactor = redactor;
        this.pointers = order.pointers();
    }

    /** {@return its id} */
    public String id() {
        return id;
    }

    /** {@return what was wanted} */
    public CaptureOrder order() {
        return order;
    }

    /** {@return who started it} */
    public String startedBy() {
        return startedBy;
    }

    /** {@return when it began} */
    public Instant startedAt() {
        return startedAt;
    }

    /** {@return when it ends by itself} */
    public Instant endsAt() {
        return startedAt.plus(order.duration());
    }

    boolean isOver(long nanos) {
        return nanos - startedNanos >= order.duration().toNanos();
    }

    /** {@return how many nanoseconds ago it ended, or empty while it is active} */
    synchronized Optional<Long> endedFor(long nanos) {
        return endedBecause == null ? Optional.empty() : Optional.of(nanos - endedNanos);
    }

    /** {@return whether it was active until now} */
    synchronized boolean end(String because, long nanos) {
        if (endedBecause != null) {
            return false;
        }
        endedBecause = because;
        endedAt = clock.instant();
        endedNanos = nanos;
        return true;
    }

    /** {@return takes the sequence of the message's event and keeps the message; empty where it is not kept} */
    Optional<LongConsumer> offer(EventContext context, MessageDirection direction, String type, List<MessageText> texts) {
        if (!order.selector().matches(context, direction, type)) {
            return Optional.empty();
        }
        List<PreparedPayload> reserved = new ArrayList<>();
        for (MessageText text : texts) {
            if (hasRoom()) {
                PreparedPayload payload = PreparedPayload.of(text, redactor, pointers, order.raw(),
                        order.maxPayloadBytes());
                if (reserve(payload)) {
                    reserved.add(payload);
                }
            }
        }
        return reserved.isEmpty() ? Optional.empty()
                : Optional.of(sequence -> keep(sequence, context, direction, type, reserved));
    }

    // Before the payload is read: to drop a message costs little.
    private synchronized boolean hasRoom() {
        if (endedBecause != null) {
            return false;
        }
        matched++;
        if (reservedMessages >= order.maxMessages()) {
            droppedMaxMessages++;
            return false;
        }
        return true;
    }

    private synchronized boolean reserve(PreparedPayload payload) {
        if (endedBecause != null) {
            return false;
        }
        if (payload == null) {
            droppedNotJson++;
            return false;
        }
        if (reservedMessages >= order.maxMessages()) {
            droppedMaxMessages++;
            return false;
        }
        if (reservedBytes + payload.bytes().length > order.maxTotalBytes()) {
            droppedMaxTotal++;
            return false;
        }
        reservedMessages++;
        reservedBytes += payload.bytes().length;
        return true;
    }

    private synchronized void keep(long sequence, EventContext context, MessageDirection direction, String type,
            List<PreparedPayload> payloads) {
        for (PreparedPayload payload : payloads) {
            messages.add(new CapturedMessage(messages.size() + 1, sequence, clock.instant(), direction, payload.part(),
                    type, context.clientId(), context.connectionId(), context.requestId(), payload.json(),
                    payload.bytes(), payload.originalBytes(), payload.cut(), payload.redacted().paths(),
                    payload.redacted().count()));
            keptBytes += payload.bytes().length;
            cut += payload.cut() ? 1 : 0;
            redacted += payload.redacted().count();
        }
    }

    /** {@return how it fares now} */
    public synchronized CaptureState state() {
        return new CaptureState(endedBecause == null, endedBecause, endedAt, matched, messages.size(), keptBytes, cut,
                redacted, droppedMaxMessages, droppedMaxTotal, droppedNotJson);
    }

    /**
     * {@return what was kept, oldest first}
     *
     * @param after    only numbers greater than this
     * @param sequence only of the event of this sequence; null for any
     * @param limit    the most messages
     * @param maxBytes the most bytes of payload, but at least one message
     */
    synchronized List<CapturedMessage> messages(int after, Long sequence, int limit, long maxBytes) {
        List<CapturedMessage> found = new ArrayList<>();
        long bytes = 0;
        for (int i = after; i < messages.size() && found.size() < limit; i++) {
            CapturedMessage message = messages.get(i);
            if (sequence == null || sequence == message.sequence()) {
                bytes += message.payload().length;
                if (bytes > maxBytes && !found.isEmpty()) {
                    break;
                }
                found.add(message);
            }
        }
        return found;
    }
}
