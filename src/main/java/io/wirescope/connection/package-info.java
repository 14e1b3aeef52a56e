/**
 * One connection and all of them: who is there, what may be sent to it, and how it ends.
 *
 * <p>Knows no WebSocket API; the package {@code socket} gives it a {@link io.wirescope.connection.Transport}.
 */
package io.wirescope.connection;
