package io.wirescope.internal.telemetry;

/**
 * Which traces are exported.
 *
 * @param byParent     whether the caller's flag decides where there is one
 * @param ratio        the part of the other traces that is exported, 0 to 1
 * @param maxPerSecond how many of these a second at most
 */
record Sampling(boolean byParent, double ratio, int maxPerSecond) {
}
