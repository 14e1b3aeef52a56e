package io.wirescope.internal.socket;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Service;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries handshakes from the filter, which sees the HTTP request, to the endpoint, which does not.
 * Thread-safe.
 *
 * <p>The filter puts a handshake under a key that it adds to the request as a header, and removes it
 * when the container has done the upgrade.
 */
@Service
public class PendingHandshakes {

    /** The header between filter and endpoint; one that a client sends is overwritten. */
    static final String HEADER = "Wirescope-Handshake";

    private final IdSource ids;
    private final Map<String, Handshake> pending = new ConcurrentHashMap<>();

    /** @param ids makes the keys */
    @Inject
    public PendingHandshakes(IdSource ids) {
        this.ids = ids;
    }

    String put(Handshake handshake) {
        String key = ids.newId();
        pending.put(key, handshake);
        return key;
    }

    Optional<Handshake> find(String key) {
        return Optional.ofNullable(pending.get(key));
    }

    void remove(String key) {
        pending.remove(key);
    }
}
