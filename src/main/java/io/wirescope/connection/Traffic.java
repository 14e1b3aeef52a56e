package io.wirescope.connection;

import java.util.concurrent.atomic.LongAdder;

/** Messages and bytes of all connections since the start. Thread-safe. */
final class Traffic {

    private final LongAdder messagesIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder messagesOut = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    void in(int bytes) {
        messagesIn.increment();
        bytesIn.add(bytes);
    }

    void out(int bytes) {
        messagesOut.increment();
        bytesOut.add(bytes);
    }

    TrafficCount count() {
        return new TrafficCount(messagesIn.sum(), bytesIn.sum(), messagesOut.sum(), bytesOut.sum());
    }
}
