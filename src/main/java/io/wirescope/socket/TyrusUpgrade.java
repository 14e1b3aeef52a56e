package io.wirescope.socket;

import io.wirescope.config.Eager;
import io.wirescope.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Tyrus, the WebSocket engine of Payara and GlassFish, from blocking an HTTP thread for ever when a peer's first
 * bytes arrive with its handshake. Does nothing on other engines. Thread-safe.
 *
 * <p>Tyrus 2.1 ({@code TyrusHttpUpgradeHandler.init}) sets its read listener first and opens the session after that.
 * The listener waits until the session is open; Payara 6 calls it in the same thread when data is there already, and
 * on another thread when the opening failed. Here its handler is put into a {@link DeferredUpgrade}, which sets the
 * listener after the opening, and closes the connection when that failed. Where a later Tyrus has no such handler, or
 * it can't be made, all stays as it is, and the log reports it once.
 */
@ApplicationScoped
public class TyrusUpgrade implements Eager {

    private static final Logger LOG = Logger.getLogger(TyrusUpgrade.class.getName());

    private static final String HANDLER = "org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler";

    private final boolean enabled;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** Creates the container's proxy. */
    protected TyrusUpgrade() {
        enabled = false;
    }

    /** @param settings has {@code wirescope.socket.deferred-reads}, whether to do anything */
    @Inject
    public TyrusUpgrade(Settings settings) {
        enabled = settings.flag("wirescope.socket.deferred-reads");
    }

    /**
     * Upgrades a request as an engine asks for it.
     *
     * @param request the container's request
     * @param type    the engine's handler
     * @return the handler, with which the engine goes on
     */
    <T extends HttpUpgradeHandler> T upgrade(HttpServletRequest request, Class<T> type)
            throws IOException, ServletException {
        T handler = enabled && type.getName().equals(HANDLER) ? create(type) : null;
        if (handler == null) {
            return request.upgrade(type);
        }
        request.upgrade(DeferredUpgrade.class).use(handler);
        return handler;
    }

    private <T extends HttpUpgradeHandler> T create(Class<T> type) {
        try {
            T handler = type.getConstructor().newInstance();
            report(Level.INFO, "Tyrus reads from a connection only when its session is open"
                    + " (wirescope.socket.deferred-reads)", null);
            return handler;
        } catch (ReflectiveOperationException | RuntimeException e) {
            report(Level.WARNING, "Tyrus' upgrade handler could not be wrapped: a client that sends with its handshake"
                    + " blocks an HTTP thread", e);
            return null;
        }
    }

    private void report(Level level, String message, Exception cause) {
        if (reported.compareAndSet(false, true)) {
            LOG.log(level, message, cause);
        }
    }
}
