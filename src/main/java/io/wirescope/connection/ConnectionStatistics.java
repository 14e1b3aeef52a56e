package io.wirescope.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts connections, closes, messages and bytes since the start. Thread-safe. */
public final class ConnectionStatistics {

    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<CloseCode, LongAdder> closedByCode = new EnumMap<>(CloseCode.class);
    private final LongAdder broadcasts = new LongAdder();
    private final LongAdder messagesIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder messagesOut = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    ConnectionStatistics() {
        for (CloseCode code : CloseCode.values()) {
            closedByCode.put(code, new LongAdder());
        }
    }

    void connectionOpened() {
        opened.increment();
    }

    void connectionEnded() {
        ended.increment();
    }

    void closedByServer(CloseCode code) {
        closedByCode.get(code).increment();
    }

    void received(int bytes) {
        messagesIn.increment();
        bytesIn.add(bytes);
    }

    void sent(int bytes) {
        messagesOut.increment();
        bytesOut.add(bytes);
    }

    /** Counts a message that was sent to many connections at once. */
    public void broadcastSent() {
        broadcasts.increment();
    }

    /** {@return how many connections were registered} */
    public long opened() {
        return opened.sum();
    }

    /** {@return how many registered connections have ended} */
    public long ended() {
        return ended.sum();
    }

    /**
     * {@return how many connections the server has closed with a code}
     *
     * @param code which closes to count
     */
    public long closedWith(CloseCode code) {
        return closedByCode.get(code).sum();
    }

    /** {@return how many messages were sent to many connections at once} */
    public long broadcasts() {
        return broadcasts.sum();
    }

    /** {@return messages and bytes of all connections} */
    public TrafficCount traffic() {
        return new TrafficCount(messagesIn.sum(), bytesIn.sum(), messagesOut.sum(), bytesOut.sum());
    }
}
