package io.wirescope.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The limits of connections: in total, for each client id and for each address. Thread-safe. */
final class ConnectionLimits {

    private final Semaphore all;
    private final Quota perClient;
    private final Quota perAddress;

    ConnectionLimits(ConnectionConfig config) {
        all = new Semaphore(config.maxConnections());
        perClient = new Quota(config.maxPerClient());
        perAddress = new Quota(config.maxPerAddress());
    }

    /** {@return whether the total limit is reached} */
    boolean isFull() {
        return all.availablePermits() == 0;
    }

    /** {@return which limit this client would exceed now, or empty} */
    Optional<AdmissionRefusal> refusal(String clientId, String address) {
        if (isFull()) {
            return Optional.of(AdmissionRefusal.SERVER_LIMIT);
        }
        if (perClient.isExhausted(clientId)) {
            return Optional.of(AdmissionRefusal.CLIENT_LIMIT);
        }
        return perAddress.isExhausted(address) ? Optional.of(AdmissionRefusal.ADDRESS_LIMIT) : Optional.empty();
    }

    /** Counts a connection within all limits. {@return which limit is reached, or empty where it was counted} */
    Optional<AdmissionRefusal> acquire(String clientId, String address) {
        if (!all.tryAcquire()) {
            return Optional.of(AdmissionRefusal.SERVER_LIMIT);
        }
        if (!perClient.acquire(clientId)) {
            all.release();
            return Optional.of(AdmissionRefusal.CLIENT_LIMIT);
        }
        if (!perAddress.acquire(address)) {
            perClient.release(clientId);
            all.release();
            return Optional.of(AdmissionRefusal.ADDRESS_LIMIT);
        }
        return Optional.empty();
    }

    /** Releases what {@link #acquire} has counted. */
    void release(String clientId, String address) {
        perAddress.release(address);
        perClient.release(clientId);
        all.release();
    }

    /** Counts connections for each name. A limit of 0 is none, and nothing is counted then. */
    private static final class Quota {

        private final int limit;
        private final Map<String, Integer> taken = new ConcurrentHashMap<>();

        Quota(int limit) {
            this.limit = limit;
        }

        boolean isExhausted(String name) {
            return limit > 0 && taken.getOrDefault(name, 0) >= limit;
        }

        boolean acquire(String name) {
            if (limit == 0) {
                return true;
            }
            boolean[] took = new boolean[1];
            taken.compute(name, (key, count) -> {
                int now = count == null ? 0 : count;
                took[0] = now < limit;
                return took[0] ? Integer.valueOf(now + 1) : count;
            });
            return took[0];
        }

        void release(String name) {
            if (limit > 0) {
                taken.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
