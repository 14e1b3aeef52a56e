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
        trend.note(now);
        add(endpoint, clientId, address, userAgent, now);
    }

    /** Notes one use from before the start, whose address and User-Agent are not known. */
    synchronized void restore(String endpoint, String clientId, Instant then, Instant now) {
        trend.restore(then, now);
        add(endpoint, clientId, null, null, then);
    }

    private void add(String endpoint, String clientId, String address, String userAgent, Instant time) {
        total++;
        String known = endpoints.containsKey(endpoint) || endpoints.size() < MAX_ENDPOINTS ? endpoint : OTHER;
        endpoints.merge(known, new LegacyCount(known, 1, time, time), (before, one) -> new LegacyCount(known,
                before.count() + 1, earlier(before.firstSeen(), time), later(before.lastSeen(), time)));
        addClient(new ClientKey(clientId, known), address, userAgent, time);
    }

    private void addClient(ClientKey key, String address, String userAgent, Instant time) {
        LegacyClient before = clients.get(key);
        clients.put(key, before == null ? new LegacyClient(key.clientId, address, userAgent, key.endpoint, 1, time, time)
                : new LegacyClient(key.clientId, address == null ? before.address() : address,
                        address == null ? before.userAgent() : userAgent, key.endpoint, before.count() + 1,
                        earlier(before.firstSeen(), time), later(before.lastSeen(), time)));
        if (clients.size() > maxClients) {
            Iterator<LegacyClient> oldestFirst = clients.values().iterator();
            oldestFirst.next();
            oldestFirst.remove();
            forgotten++;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
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
