package io.wirescope.internal.legacy;

import java.util.List;

/**
 * Who used what is deprecated.
 *
 * @param total     how often, since the start
 * @param endpoints each kind of legacy use, the most used first
 * @param clients   each client and way, the most used first
 * @param forgotten how many of those were evicted at the limit
 * @param trend     the uses of each hour since the first, at most a week back, oldest first
 */
public record LegacyReport(long total, List<LegacyCount> endpoints, List<LegacyClient> clients, long forgotten,
        List<LegacyHour> trend) {
}
