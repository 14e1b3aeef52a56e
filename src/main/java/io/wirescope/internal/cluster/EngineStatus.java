package io.wirescope.internal.cluster;

import java.time.Instant;

/**
 * How the engine is.
 *
 * @param isUp      whether commands are answered and messages come
 * @param since     since when
 * @param process   the engine's process that answered last, or null before the first
 * @param connected how often the connection that listens was made
 * @param reason    why it is not up, or null
 */
public record EngineStatus(boolean isUp, Instant since, String process, long connected, String reason) {
}
