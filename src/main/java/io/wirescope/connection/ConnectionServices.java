package io.wirescope.connection;

import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.MessageTap;
import java.time.Clock;

/**
 * What every connection uses and none owns.
 *
 * @param config     limits and intervals
 * @param bus        receives an event for each message
 * @param tap        publishes these events
 * @param clock      the time of activity
 * @param threads    runs closes, late closes and ping frames
 * @param codec      writes envelopes
 * @param statistics the totals of all connections
 */
record ConnectionServices(ConnectionConfig config, ObservabilityEventBus bus, MessageTap tap, Clock clock,
        Threads threads, EnvelopeCodec codec, ConnectionStatistics statistics) {
}
