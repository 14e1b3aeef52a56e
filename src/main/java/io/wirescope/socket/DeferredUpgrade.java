package io.wirescope.socket;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stands between a container and an engine's upgrade handler: the handler's read listener is set only once the
 * handler is initialized. Where that fails, the connection is closed. Lets go of the handler, and of the buffers
 * that it has, when the connection ends, because containers keep upgrade handlers for longer.
 *
 * <p>Made by the container ({@link jakarta.servlet.http.HttpServletRequest#upgrade}), one a connection.
 */
public class DeferredUpgrade implements HttpUpgradeHandler {

    private static final Logger LOG = Logger.getLogger(DeferredUpgrade.class.getName());

    private volatile HttpUpgradeHandler handler;
    private volatile DeferredInput input;

    /** Creates it without a handler: {@link #use} brings that before the container calls. */
    public DeferredUpgrade() {
        // for the container
    }

    /** Sets the engine's handler. */
    void use(HttpUpgradeHandler engines) {
        handler = engines;
    }

    @Override
    public void init(WebConnection connection) {
        try {
            input = new DeferredInput(connection.getInputStream());
            handler.init(new Deferred(connection, input));
            input.begin();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "An upgraded connection could not be opened error={0}", e.toString());
            LOG.log(Level.FINE, "An upgraded connection could not be opened", e);
            close(connection);
        }
    }

    private static void close(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception e) { // declared so
            LOG.log(Level.FINE, "Close of a connection that could not be opened", e);
        }
    }

    @Override
    public void destroy() {
        HttpUpgradeHandler ended = handler;
        if (ended == null) {
            return;
        }
        try {
            ended.destroy();
        } finally {
            handler = null;
            if (input != null) {
                input.end();
            }
        }
    }

    /** The connection as the engine sees it. */
    private record Deferred(WebConnection connection, DeferredInput input) implements WebConnection {

        @Override
        public ServletInputStream getInputStream() {
            return input;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return connection.getOutputStream();
        }

        @Override
        public void close() throws Exception {
            input.end();
            connection.close();
        }
    }
}
