package io.wirescope.delivery;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * The sessions of one server, in its memory. Thread-safe.
 *
 * <p>A token is 256 random bits. It is valid for one client id, from the connect until the session's time
 * has passed since the connection ended. When too many wait, a client that has several gives up its oldest, and else
 * the oldest of all goes: one that reconnects again and again evicts no other's.
 */
@Service
@Typed({SessionStore.class, Eager.class})
public class SessionStore implements SessionRepository, Eager {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(SessionStore.class.getName()));

    private static final Duration SWEEP = Duration.ofSeconds(10);

    private record Waiting(SessionRecord session, long untilMillis) {
    }

    private final Duration ttl;
    private final int maxWaiting;
    private final Clock clock;
    private final Threads threads;
    private final Map<String, SessionRecord> live = new ConcurrentHashMap<>();

    // In the order in which the connections ended; guarded by itself (lock order: package description).
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    // Of those that wait, each client's tokens in that order; guarded by waiting.
    private final Map<String, Deque<String>> tokensOf = new HashMap<>();

    private volatile Consumer<String> onForgotten = token -> { };
    private volatile Future<?> sweeps;

    /**
     * @param settings has the bounds
     * @param clock    decides when a session has expired
     * @param threads  looks for what is over
     */
    @Inject
    public SessionStore(Settings settings, Clock clock, Threads threads) {
        this.ttl = ttl(settings);
        this.maxWaiting = settings.integer("wirescope.sessions.max-waiting", 0, 1_000_000);
        this.clock = clock;
        this.threads = threads;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        sweeps = threads.every(SWEEP, this::sweep);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (sweeps != null) {
            sweeps.cancel(true);
        }
    }

    @Override
    public void onForgotten(Consumer<String> action) {
        onForgotten = action;
    }

    static Duration ttl(Settings settings) {
        return settings.duration("wirescope.sessions.ttl", Duration.ofSeconds(1), Duration.ofDays(1));
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public CompletionStage<Void> save(SessionRecord session) {
        live.put(session.token(), session);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> ended(SessionRecord session) {
        List<SessionRecord> forgotten = new ArrayList<>();
        synchronized (waiting) {
            live.remove(session.token());
            if (waiting.putIfAbsent(session.token(), new Waiting(session, clock.millis() + ttl.toMillis())) == null) {
                tokensOf.computeIfAbsent(session.clientId(), client -> new ArrayDeque<>(2)).add(session.token());
            }
            while (waiting.size() > maxWaiting) {
                SessionRecord gone = waiting.remove(nextToGo(session.clientId())).session();
                forgetToken(gone);
                forgotten.add(gone);
            }
        }
        forgotten.forEach(this::forget);
        return CompletableFuture.completedFuture(null);
    }

    private String nextToGo(String clientId) {
        Deque<String> own = tokensOf.getOrDefault(clientId, new ArrayDeque<>(0));
        return own.size() > 1 ? own.peekFirst() : waiting.keySet().iterator().next();
    }

    private void forgetToken(SessionRecord session) {
        tokensOf.computeIfPresent(session.clientId(), (client, tokens) -> {
            tokens.remove(session.token());
            return tokens.isEmpty() ? null : tokens;
        });
    }

    @Override
    public CompletionStage<Optional<SessionRecord>> find(String token, String clientId) {
        SessionRecord session = live.get(token);
        if (session == null) {
            synchronized (waiting) {
                Waiting found = waiting.get(token);
                session = found == null || found.untilMillis() <= clock.millis() ? null : found.session();
            }
        }
        return CompletableFuture.completedFuture(
                Optional.ofNullable(session).filter(found -> found.clientId().equals(clientId)));
    }

    /** {@return how many sessions there are, of connections that are there and that were} */
    public int size() {
        synchronized (waiting) {
            return live.size() + waiting.size();
        }
    }

    void sweep() {
        long now = clock.millis();
        List<SessionRecord> forgotten = new ArrayList<>();
        synchronized (waiting) {
            waiting.values().removeIf(entry -> entry.untilMillis() <= now && forgotten.add(entry.session()));
            forgotten.forEach(this::forgetToken);
        }
        forgotten.forEach(this::forget);
    }

    // One that fails must not keep the channels of the others.
    private void forget(SessionRecord session) {
        try {
            onForgotten.accept(session.token());
        } catch (Throwable e) {
            FAILURES.warn("Session could not be removed", e);
        }
    }
}
