package io.wirescope.internal.legacy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who used what is deprecated, how often, and when. It outlasts the events. Thread-safe.
 *
 * <p>Totals and the counts of endpoints are exact. Clients are kept up to a limit; beyond it the least recently
 * seen one is evicted, and counted. Endpoints are kept up to a hundred, since a client names its
 * message types itself; further ones count as one.
 */
final class LegacyLedger {

    private static final int MAX_ENDPOINTS = 100;
    private static final String OTHER = "other";

    private static final Comparator<LegacyCount> ENDPOINTS_BY_USE =
            Comparator.comparingLong(LegacyCount::count).reversed().thenComparing(LegacyCount::endpoint);
    private static final Comparator<LegacyClient> CLIENTS_BY_USE =
            Comparator.comparingLong(LegacyClient::count).reversed().thenComparing(LegacyClient::clientId)
                    .thenComparing(LegacyClient::endpoint);

    private record ClientKey(String clientId, String endpoint) {
    }

    private final int maxClients;
    private final Comparator<LegacyClient> clientOrder;

    // All below is guarded by this.
    private final Map<String, LegacyCount> endpoints = new HashMap<>();
    private final Map<ClientKey, LegacyClient> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final LegacyTrend trend = new LegacyTrend();
    private long total;
    private long forgotten;

    LegacyLedger(int maxClients) {
        this(maxClients, CLIENTS_BY_USE);
    }

    /**
     * @param maxClients  the limit of clients
     * @param clientOrder in which order a report has them
     */
    LegacyLedger(int maxClients, Comparator<LegacyClient> clientOrder) {
        this.maxClients = maxClients;
        this.clientOrder = clientOrder;
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
    LegacyReport report(Instant now) {
        LegacyReport report = copy(now);
        // Not under the lock: handshakes and messages would wait while a million clients are sorted.
        report.endpoints().sort(ENDPOINTS_BY_USE);
        report.clients().sort(clientOrder);
        return report;
    }

    private synchronized LegacyReport copy(Instant now) {
        return new LegacyReport(total, new ArrayList<>(endpoints.values()), new ArrayList<>(clients.values()),
                forgotten, trend.hours(now));
    }
}
