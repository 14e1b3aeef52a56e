package io.wirescope.internal.socket;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sits between the container and the upgrade handler of its WebSocket engine. The engine is notified of data only after
 * it has been initialized: Tyrus else parks the thread that brings it. The container keeps this handler for another request
 * when the connection has ended, so it lets go of the engine then, and of what that has buffered.
 */
public class UpgradeGuard implements HttpUpgradeHandler {

    private static final Logger LOG = Logger.getLogger(UpgradeGuard.class.getName());

    private volatile HttpUpgradeHandler engine;
    private Function<WebConnection, GuardedConnection> guarded;
    private Consumer<Runnable> whenClosed;

    /** Called by the container. */
    public UpgradeGuard() {
    }

    void guard(HttpUpgradeHandler upgraded, Function<WebConnection, GuardedConnection> guardedConnection,
            Consumer<Runnable> whenSocketIsClosed) {
        engine = upgraded;
        guarded = guardedConnection;
        whenClosed = whenSocketIsClosed;
    }

    @Override
    public void init(WebConnection connection) {
        GuardedConnection ours = guarded.apply(connection);
        guarded = null;
        Consumer<Runnable> watch = whenClosed;
        whenClosed = null;
        try {
            engine.init(ours);
            ours.listen();
            watch.accept(ours::ended);
        } catch (RuntimeException | Error e) { // or the client would wait for ever
            LOG.log(Level.WARNING, "Upgraded connection could not be opened error={0}", e.toString());
            LOG.log(Level.FINE, "Upgraded connection could not be opened", e);
            ours.closeNow();
        }
    }

    @Override
    public void destroy() {
        HttpUpgradeHandler ended = engine;
        engine = null;
        if (ended != null) {
            ended.destroy();
        }
    }
}
