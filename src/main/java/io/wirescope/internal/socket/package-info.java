/**
 * The WebSocket addresses: decides on handshakes, and hands what comes to the conversations. Thin, with
 * no rules of its own about messages.
 */
package io.wirescope.internal.socket;
