package io.wirescope.internal.socket;

import io.wirescope.connection.Transport;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Chooses the fast path of the engine that the server has, at the first session, and says once what it does. Where there is
 * none, or the engine is not as expected, sessions go the ordinary way. Thread-safe.
 */
@Service
public class FastPaths implements Eager {

    private static final Logger LOG = Logger.getLogger(FastPaths.class.getName());

    private static final FastPath NONE = (session, ordinary) -> Optional.empty();

    /** Finds the fast path of a session's engine. */
    @FunctionalInterface
    interface Engines {

        /** {@return the fast path, or null where the engine has none} */
        FastPath of(Class<?> session) throws ReflectiveOperationException;
    }

    private final Engines engines;

    // Guarded by `this` where it is set; null before the first session.
    private volatile FastPath chosen;

    /** @param settings has {@code wirescope.socket.fast-path}, whether to do anything */
    @Inject
    public FastPaths(Settings settings) {
        this(settings, FastPaths::known);
    }

    FastPaths(Settings settings, Engines engines) {
        this.engines = engines;
        chosen = settings.flag("wirescope.socket.fast-path") ? null : NONE;
    }

    private static FastPath known(Class<?> session) throws ReflectiveOperationException {
        return TyrusIdleTimer.isTyrus(session) ? new TyrusFastPath(session) : null;
    }

    /**
     * {@return the way to a session's peer}
     *
     * @param session  just opened
     * @param ordinary what it is where there is no fast path
     */
    Transport transport(Session session, Transport ordinary) {
        FastPath path = chosen;
        try {
            return (path == null ? choose(session) : path).transport(session, ordinary).orElse(ordinary);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            giveUp(e);
            return ordinary;
        }
    }

    private synchronized FastPath choose(Session session) throws ReflectiveOperationException {
        if (chosen == null) {
            FastPath found = engines.of(session.getClass());
            if (found != null) {
                LOG.log(Level.INFO, "Fast path on: {0} (wirescope.socket.fast-path)", found);
            }
            chosen = found == null ? NONE : found;
        }
        return chosen;
    }

    private synchronized void giveUp(Throwable cause) {
        if (chosen != NONE) {
            chosen = NONE;
            LOG.log(Level.WARNING, "Fast path unavailable: messages cost more CPU (wirescope.socket.fast-path)", cause);
        }
    }
}
