package io.wirescope.legacy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who used what is deprecated, how often, and when. It outlasts the events. Thread-safe.
 *
 * <p>Totals and the counts of endpoints are exact. Clients are told apart up to a number; of more, those
 * that were not seen for longest are forgotten, and how many that were is known. Endpoints are told apart
 * up to a hundred, for a client names its message types itself; more count as one.
 */
final class LegacyLedger {

    private static final int MAX_ENDPOINTS = 100;
    private static final String OTHER = "other";

    private record ClientKey(String clientId, String endpoint) {
    }

    private final int maxClients;

    // All below is guarded by this.
    private final Map<String, LegacyCount> endpoints = new HashMap<>();
    private final Map<ClientKey, LegacyClient> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final LegacyTrend trend = new LegacyTrend();
    private long total;
    private long forgotten;

    LegacyLedger(int maxClients) {
        this.maxClients = maxClients;
    }

    /** Notes one use. */
    synchronized void note(String endpoint, String clientId, String address, String userAgent, Instant now) {
        total++;
        trend.note(now);
        String known = endpoints.containsKey(endpoint) || endpoints.size() < MAX_ENDPOINTS ? endpoint : OTHER;
        endpoints.merge(known, new LegacyCount(known, 1, now, now),
                (before, one) -> new LegacyCount(known, before.count() + 1, before.firstSeen(), now));
        ClientKey key = new ClientKey(clientId, known);
        LegacyClient before = clients.get(key);
        clients.put(key, new LegacyClient(clientId, address, userAgent, known,
                before == null ? 1 : before.count() + 1, before == null ? now : before.firstSeen(), now));
        if (clients.size() > maxClients) {
            Iterator<LegacyClient> oldestFirst = clients.values().iterator();
            oldestFirst.next();
            oldestFirst.remove();
            forgotten++;
        }
    }

    /** {@return what is known now, the most used first} */
    synchronized LegacyReport report(Instant now) {
        List<LegacyCount> counts = new ArrayList<>(endpoints.values());
        counts.sort(Comparator.comparingLong(LegacyCount::count).reversed().thenComparing(LegacyCount::endpoint));
        List<LegacyClient> users = new ArrayList<>(clients.values());
        users.sort(Comparator.comparingLong(LegacyClient::count).reversed().thenComparing(LegacyClient::clientId)
                .thenComparing(LegacyClient::endpoint));
        return new LegacyReport(total, counts, users, forgotten, trend.hours(now));
    }
}
