package io.wirescope.connection;

/**
 * Messages and bytes (of UTF-8, without framing), in from clients and out to them.
 *
 * @param messagesIn  messages received
 * @param bytesIn     bytes received
 * @param messagesOut messages accepted for sending
 * @param bytesOut    bytes accepted for sending
 */
public record TrafficCount(long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
}
