package io.wirescope.internal.socket;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.conversation.MessageLimits;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes a {@link SocketGuard} for each handshake and carries it from the filter to the endpoint, under the key of
 * {@link PendingHandshakes}. Thread-safe.
 */
@Service
public class UpgradeGuards implements Eager {

    private final boolean enabled;
    private final boolean gathers;
    private final SocketGuard.Limits limits;
    private final CloseDeadlines deadlines;
    private final Map<String, SocketGuard> pending = new ConcurrentHashMap<>();

    /**
     * @param settings has {@code wirescope.socket.guard-frames}, whether to do anything,
     *                 {@code wirescope.socket.fast-path}, whether writes are gathered, and
     *                 {@code wirescope.socket.close-linger}
     * @param registry knows how much may wait on a connection
     * @param threads  ends what a client does not end in time
     */
    @Inject
    public UpgradeGuards(Settings settings, ConnectionRegistry registry, Threads threads) {
        this.enabled = settings.flag("wirescope.socket.guard-frames");
        this.gathers = settings.flag("wirescope.socket.fast-path");
        this.deadlines = new CloseDeadlines(
                settings.duration("wirescope.socket.close-linger", Duration.ZERO, Duration.ofMinutes(1)), threads);
        this.limits = new SocketGuard.Limits(MessageLimits.from(settings).maxMessageBytes(),
                registry.config().outboxMaxMessages(), registry.config().outboxMaxBytes());
    }

    void stop(@Observes ShutdownStarted event) {
        deadlines.end();
    }

    /**
     * Prepares a guard where guards are switched on.
     *
     * @param key what the handshake is found under
     * @return the request to continue with
     */
    HttpServletRequest put(String key, HttpServletRequest request) {
        if (!enabled || key == null) {
            return request;
        }
        SocketGuard guard = new SocketGuard(limits);
        pending.put(key, guard);
        return new GuardedRequest(request, connection -> new GuardedConnection(connection, guard, deadlines,
                gathers));
    }

    Optional<SocketGuard> find(String key) {
        return Optional.ofNullable(pending.get(key));
    }

    void remove(String key) {
        if (key != null) {
            pending.remove(key);
        }
    }
}
