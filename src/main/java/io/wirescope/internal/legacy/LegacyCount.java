package io.wirescope.internal.legacy;

import java.time.Instant;

/**
 * How often one kind of legacy access was used.
 *
 * @param endpoint  the address pattern, or for a message without envelope {@code message:TYPE}
 * @param count     how often
 * @param firstSeen when first
 * @param lastSeen  when last
 */
public record LegacyCount(String endpoint, long count, Instant firstSeen, Instant lastSeen) {
}
