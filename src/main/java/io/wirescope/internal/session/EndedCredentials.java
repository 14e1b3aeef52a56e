package io.wirescope.internal.session;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.identity.Caller;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The credentials that were ended before their time, as by a logout. Whoever holds something open for a caller listens and
 * looks: a connection may be opened by a session that is just being ended. They are remembered for a minute, 10,000 at most;
 * a credential that has ended opens nothing new. Thread-safe.
 */
@Service
public class EndedCredentials {

    private static final int MAX = 10_000;
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** When each was ended, the oldest first. */
    private final Map<String, Long> ended = new LinkedHashMap<>();

    /** Measures by the JVM's monotonic clock. */
    public EndedCredentials() {
        this(System::nanoTime);
    }

    EndedCredentials(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Listens.
     *
     * @param listener is called on the thread that ends a credential; must be quick
     */
    public void onEnd(Runnable listener) {
        listeners.add(listener);
    }

    /** {@return whether a caller's credential was ended} */
    public boolean include(Caller caller) {
        if (caller.credentialId() == null) {
            return false;
        }
        synchronized (ended) {
            return ended.containsKey(caller.credentialId());
        }
    }

    void end(String credentialId) {
        long now = nanos.getAsLong();
        synchronized (ended) {
            Iterator<Long> oldest = ended.values().iterator();
            while (oldest.hasNext()) {
                long at = oldest.next();
                if (ended.size() < MAX && now - at <= REMEMBERED_NANOS) {
                    break;
                }
                oldest.remove();
            }
            ended.put(credentialId, now);
        }
        listeners.forEach(Runnable::run);
    }
}
