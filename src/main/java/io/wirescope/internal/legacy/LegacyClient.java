package io.wirescope.internal.legacy;

import java.time.Instant;

/**
 * How much one client used one kind of legacy access.
 *
 * @param clientId  its id
 * @param address   where it came from last
 * @param userAgent what its User-Agent said last, at most 256 characters, or null
 * @param endpoint  as {@link LegacyCount} has it
 * @param count     how often
 * @param firstSeen when first
 * @param lastSeen  when last
 */
public record LegacyClient(String clientId, String address, String userAgent, String endpoint, long count,
        Instant firstSeen, Instant lastSeen) {
}
