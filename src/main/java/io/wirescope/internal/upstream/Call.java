package io.wirescope.internal.upstream;

import io.wirescope.upstream.ClientMessage;

/**
 * One call of an upstream.
 *
 * @param id      unique, and the same on a retry
 * @param message what is handed over
 * @param body    its payload as JSON in UTF-8
 */
record Call(String id, ClientMessage message, byte[] body) {
}
