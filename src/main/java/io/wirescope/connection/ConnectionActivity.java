package io.wirescope.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what went over one connection, and notes when the peer was last heard. Any thread may read; each group of
 * fields has the writers that are named beside it.
 */
final class ConnectionActivity {

    private final Clock clock;
    private final Instant connectedAt;

    // Written by any thread that sends.
    private final AtomicLong messagesOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    // Written by one thread at a time: the container delivers the messages of a connection one after the other.
    private volatile long lastInboundMillis;
    private volatile long messagesIn;
    private volatile long bytesIn;
    private volatile int heartbeatCount;
    private volatile Instant lastHeartbeat;

    // Written only by the heartbeat scheduler.
    private volatile int pingsSent;
    private long turns;

    ConnectionActivity(Clock clock) {
        this.clock = clock;
        this.connectedAt = clock.instant();
        this.lastInboundMillis = connectedAt.toEpochMilli();
    }

    void received(int bytes) {
        lastInboundMillis = clock.millis();
        messagesIn = messagesIn + 1;
        bytesIn = bytesIn + bytes;
    }

    void sent(int bytes) {
        messagesOut.incrementAndGet();
        bytesOut.addAndGet(bytes);
    }

    void alive() {
        lastInboundMillis = clock.millis();
    }

    void heartbeat() {
        heartbeatCount = heartbeatCount + 1;
        lastHeartbeat = clock.instant();
    }

    boolean takePingTurn(Instant now, Duration interval) {
        long due = Duration.between(connectedAt, now).dividedBy(interval);
        if (due == turns) {
            return false;
        }
        turns = due;
        pingsSent = pingsSent + 1;
        return true;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    long lastInboundMillis() {
        return lastInboundMillis;
    }

    int pingsSent() {
        return pingsSent;
    }

    int heartbeatCount() {
        return heartbeatCount;
    }

    Instant lastHeartbeat() {
        return lastHeartbeat;
    }

    TrafficCount traffic() {
        return new TrafficCount(messagesIn, bytesIn, messagesOut.get(), bytesOut.get());
    }
}
