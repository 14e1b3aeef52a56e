/**
 * What the server answers: one class for each protocol, free of any WebSocket API, so that a test or a
 * benchmark can hold a conversation without a server.
 */
package io.wirescope.internal.conversation;
