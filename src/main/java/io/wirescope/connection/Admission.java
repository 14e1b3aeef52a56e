package io.wirescope.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Decides which clients may connect, within the limits and until the server drains. Thread-safe. */
public final class Admission {

    private final ConnectionLimits limits;
    private final Map<AdmissionRefusal, LongAdder> refused = new EnumMap<>(AdmissionRefusal.class);
    private volatile boolean draining;

    Admission(ConnectionConfig config) {
        limits = new ConnectionLimits(config);
        for (AdmissionRefusal reason : AdmissionRefusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Admits a client, until {@link #release}. {@return why it was refused, or empty where it was admitted} */
    Optional<AdmissionRefusal> admit(Peer peer) {
        Optional<AdmissionRefusal> refusal = draining ? Optional.of(AdmissionRefusal.DRAINING)
                : limits.acquire(peer.clientId(), peer.remoteAddress());
        refusal.ifPresent(this::countRefusal);
        return refusal;
    }

    /** Releases what was acquired for a client that was admitted. */
    void release(Peer peer) {
        limits.release(peer.clientId(), peer.remoteAddress());
    }

    /** Admits no client from now on. */
    void drain() {
        draining = true;
    }

    /** {@return whether no client is admitted because the server drains} */
    public boolean isDraining() {
        return draining;
    }

    /** {@return whether the limit of all connections is reached} */
    public boolean isFull() {
        return limits.isFull();
    }

    /**
     * Returns why a client would be refused now. Acquires nothing and counts nothing.
     *
     * @param clientId its id
     * @param address  its remote address
     * @return empty where it would be admitted
     */
    public Optional<AdmissionRefusal> refusal(String clientId, String address) {
        return draining ? Optional.of(AdmissionRefusal.DRAINING) : limits.refusal(clientId, address);
    }

    /**
     * Counts a client that was refused before its connection was registered.
     *
     * @param reason why it was refused
     */
    public void countRefusal(AdmissionRefusal reason) {
        refused.get(reason).increment();
    }

    /**
     * {@return how many clients were refused for a reason since the start}
     *
     * @param reason which refusals to count
     */
    public long refusals(AdmissionRefusal reason) {
        return refused.get(reason).sum();
    }
}
