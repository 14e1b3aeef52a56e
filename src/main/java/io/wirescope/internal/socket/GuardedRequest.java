package io.wirescope.internal.socket;

import io.wirescope.internal.http.EngineConnection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A request that is upgraded by way of {@link UpgradeGuard} where Tyrus, the WebSocket engine of Payara and GlassFish,
 * upgrades it. Other engines do not read through the Servlet API and are left as they are.
 */
final class GuardedRequest extends HttpServletRequestWrapper {

    private static final Logger LOG = Logger.getLogger(GuardedRequest.class.getName());

    private static final String TYRUS = "org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler";

    private final Function<WebConnection, GuardedConnection> guarded;

    GuardedRequest(HttpServletRequest request, Function<WebConnection, GuardedConnection> guarded) {
        super(request);
        this.guarded = guarded;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) throws IOException, ServletException {
        if (!handler.getName().equals(TYRUS)) {
            return super.upgrade(handler);
        }
        T engine;
        try {
            engine = handler.getConstructor().newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "Frame guard unavailable (wirescope.socket.guard-frames)", e);
            return super.upgrade(handler);
        }
        super.upgrade(UpgradeGuard.class).guard(engine, guarded, EngineConnection.of(getRequest())::whenClosed);
        return engine;
    }
}
