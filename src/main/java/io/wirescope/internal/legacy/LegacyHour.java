package io.wirescope.internal.legacy;

import java.time.Instant;

/**
 * How much the old ways were used in one hour.
 *
 * @param start when it began
 * @param count how often
 */
public record LegacyHour(Instant start, long count) {
}
