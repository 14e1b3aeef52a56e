package io.wirescope.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The limits for connections: in all, for one client id, and for one address. Thread-safe. */
final class ConnectionLimits {

    private final Semaphore all;
    private final Quota perClient;
    private final Quota perAddress;

    ConnectionLimits(ConnectionConfig config) {
        all = new Semaphore(config.maxConnections());
        perClient = new Quota(config.maxPerClient());
        perAddress = new Quota(config.maxPerAddress());
    }

    /** {@return whether none is left for anyone} */
    boolean isFull() {
        return all.availablePermits() == 0;
    }

    /** {@return why this client would get none now, or empty} */
    Optional<AdmissionRefusal> refusal(String clientId, String address) {
        if (isFull()) {
            return Optional.of(AdmissionRefusal.SERVER_LIMIT);
        }
        if (perClient.isExhausted(clientId)) {
            return Optional.of(AdmissionRefusal.CLIENT_LIMIT);
        }
        return perAddress.isExhausted(address) ? Optional.of(AdmissionRefusal.ADDRESS_LIMIT) : Optional.empty();
    }

    /** Takes a place. {@return why there was none, or empty where one was taken} */
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

    /** Gives a place back that was taken. */
    void release(String clientId, String address) {
        perAddress.release(address);
        perClient.release(clientId);
        all.release();
    }

    /** How many each name has; a limit of 0 is none, and nothing is counted then. */
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
