package io.wirescope.event;

import jakarta.json.JsonValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The events of some consecutive sequences: a piece of the {@link EventRing}. Each cell is written once, by the one
 * writer who has its sequence, unless the chunk was sealed before. Thread-safe without locks.
 */
final class EventChunk {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(ObservabilityEvent[].class);

    private static final EventContext NO_CONTEXT = new EventContext(null, null, null, null, null);
    private static final EventData NO_DATA = EventData.of(JsonValue.EMPTY_JSON_OBJECT);

    /** Stands where a writer did not come in time. */
    private static final ObservabilityEvent SEALED = new ObservabilityEvent(0, null, null, "sealed", 0, NO_CONTEXT,
            NO_DATA);

    private final long number;
    private final ObservabilityEvent[] cells;

    /** What it holds when all cells are written. Written before {@link #complete}, and read after it. */
    private long completeBytes;

    /** Counted when all cells are written, or null. */
    private volatile EventTally complete;

    /**
     * @param number its place among the chunks, from 0
     * @param size   how many cells it has
     */
    EventChunk(long number, int size) {
        this.number = number;
        this.cells = new ObservabilityEvent[size];
    }

    long number() {
        return number;
    }

    int size() {
        return cells.length;
    }

    /** {@return the sequence of the first cell} */
    long first() {
        return number * cells.length;
    }

    /** Writes a cell. {@return false when the chunk was sealed before} */
    boolean set(int cell, ObservabilityEvent event) {
        return CELL.compareAndSet(cells, cell, null, event);
    }

    /** {@return the event in a cell, or null where there is none} */
    ObservabilityEvent get(int cell) {
        ObservabilityEvent event = (ObservabilityEvent) CELL.getVolatile(cells, cell);
        return event == SEALED ? null : event;
    }

    /** {@return the event in a cell, or null where there is none or it was forgotten} */
    ObservabilityEvent whole(int cell) {
        ObservabilityEvent event = get(cell);
        return event == null || isForgotten(event) ? null : event;
    }

    /** {@return whether only the type is left of an event} */
    static boolean isForgotten(ObservabilityEvent event) {
        return event.context() == NO_CONTEXT;
    }

    /** {@return whether nothing more can come to a cell} */
    boolean isSettled(int cell) {
        return CELL.getVolatile(cells, cell) != null;
    }

    /** Settles all cells: writers who come later find their cell taken. */
    void seal() {
        for (int cell = 0; cell < cells.length && complete == null; cell++) {
            if (!isSettled(cell)) {
                CELL.compareAndSet(cells, cell, null, SEALED);
            }
        }
    }

    /** Drops all of an event but its type, which is still to be counted. */
    void forget(int cell) {
        ObservabilityEvent event = get(cell);
        if (event != null && !isForgotten(event)) {
            CELL.setVolatile(cells, cell, new ObservabilityEvent(event.sequence(), null, null, event.eventType(), 0,
                    NO_CONTEXT, NO_DATA));
        }
    }

    /** {@return how many events of each type are here by now, forgotten ones too; counted once when it is complete} */
    EventTally tally() {
        EventTally known = complete;
        return known != null ? known : count();
    }

    /** {@return about how many bytes its events hold on to; as they were when it became complete} */
    long heapBytes() {
        return complete != null ? completeBytes : weigh();
    }

    private long weigh() {
        long bytes = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            ObservabilityEvent event = get(cell);
            bytes += event == null ? 0 : event.heapBytes();
        }
        return bytes;
    }

    private EventTally count() {
        EventTally tally = new EventTally();
        boolean settled = true;
        long bytes = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            ObservabilityEvent event = (ObservabilityEvent) CELL.getVolatile(cells, cell);
            settled &= event != null;
            if (event != null && event != SEALED) {
                tally.add(event.eventType(), 1);
                bytes += event.heapBytes();
            }
        }
        if (settled) {
            completeBytes = bytes;
            complete = tally;
        }
        return tally;
    }
}
