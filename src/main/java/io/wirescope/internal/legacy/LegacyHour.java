package io.wirescope.internal.legacy;

import java.time.Instant;

/**
 * Legacy use in one hour.
 *
 * @param start when it began
 * @param count how often
 */
public record LegacyHour(Instant start, long count) {
}
