package io.wirescope.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The places for connections: in all, for one client id, and for one address. Thread-safe. */
final class Places {

    private final Semaphore all;
    private final Shares ofClient;
    private final Shares ofAddress;

    Places(ConnectionConfig config) {
        all = new Semaphore(config.maxConnections());
        ofClient = new Shares(config.maxPerClient());
        ofAddress = new Shares(config.maxPerAddress());
    }

    /** {@return whether none is left for anyone} */
    boolean isFull() {
        return all.availablePermits() == 0;
    }

    /** {@return why this client would get none now, or empty} */
    Optional<NoPlace> refusal(String clientId, String address) {
        if (isFull()) {
            return Optional.of(NoPlace.SERVER_LIMIT);
        }
        if (ofClient.isUsedUp(clientId)) {
            return Optional.of(NoPlace.CLIENT_LIMIT);
        }
        return ofAddress.isUsedUp(address) ? Optional.of(NoPlace.ADDRESS_LIMIT) : Optional.empty();
    }

    /** Takes a place. {@return why there was none, or empty where one was taken} */
    Optional<NoPlace> take(String clientId, String address) {
        if (!all.tryAcquire()) {
            return Optional.of(NoPlace.SERVER_LIMIT);
        }
        if (!ofClient.take(clientId)) {
            all.release();
            return Optional.of(NoPlace.CLIENT_LIMIT);
        }
        if (!ofAddress.take(address)) {
            ofClient.giveBack(clientId);
            all.release();
            return Optional.of(NoPlace.ADDRESS_LIMIT);
        }
        return Optional.empty();
    }

    /** Gives a place back that was taken. */
    void giveBack(String clientId, String address) {
        ofAddress.giveBack(address);
        ofClient.giveBack(clientId);
        all.release();
    }

    /** How many each name has; a limit of 0 is none, and nothing is counted then. */
    private static final class Shares {

        private final int limit;
        private final Map<String, Integer> taken = new ConcurrentHashMap<>();

        Shares(int limit) {
            this.limit = limit;
        }

        boolean isUsedUp(String name) {
            return limit > 0 && taken.getOrDefault(name, 0) >= limit;
        }

        boolean take(String name) {
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

        void giveBack(String name) {
            if (limit > 0) {
                taken.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
