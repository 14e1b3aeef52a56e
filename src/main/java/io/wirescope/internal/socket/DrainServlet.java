package io.wirescope.internal.socket;

import io.wirescope.delivery.Drain;
import io.wirescope.internal.config.ShutdownStarted;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves nothing: its destruction is an application's first notice of being stopped, unless a signal or the
 * server's own event comes earlier. At CDI's own events Payara is already closing connections.
 *
 * <p>It loads the application's classes at the start: a Payara Micro whose process is terminated removes
 * the unpacked WAR while applications still run, and what is not loaded by then can't be.
 */
public class DrainServlet extends HttpServlet {

    private static final Logger LOG = Logger.getLogger(DrainServlet.class.getName());

    private static final String CLASSES = "/WEB-INF/classes/";
    private static final String SUFFIX = ".class";

    private final transient Drain drain;
    private final transient Event<ShutdownStarted> shutdownStarted;
    private final transient TerminationSignal signal;
    private final transient GlassFishShutdown shutdown;

    @Inject
    DrainServlet(Drain drain, Event<ShutdownStarted> shutdownStarted) {
        this.drain = drain;
        this.shutdownStarted = shutdownStarted;
        this.signal = new TerminationSignal(this::end);
        this.shutdown = new GlassFishShutdown(this::end);
    }

    private void end() {
        try {
            drain.awaitDrained();
        } finally {
            shutdownStarted.fire(new ShutdownStarted());
        }
    }

    @Override
    public void init() {
        load(getServletContext(), CLASSES + getClass().getPackageName().split("\\.")[0] + "/");
        signal.listen();
        shutdown.listen();
    }

    private static void load(ServletContext context, String folder) {
        Set<String> paths = context.getResourcePaths(folder);
        if (paths == null) { // a server that keeps classes elsewhere
            return;
        }
        for (String path : paths) {
            if (path.endsWith("/")) {
                load(context, path);
            } else if (path.endsWith(SUFFIX)) {
                load(path.substring(CLASSES.length(), path.length() - SUFFIX.length()).replace('/', '.'));
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, DrainServlet.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) { // one for another server
            LOG.log(Level.FINE, "Class not preloaded class=" + name, e);
        }
    }

    /** Says goodbye to every client, and waits until that is done. */
    @Override
    public void destroy() {
        signal.close();
        shutdown.close();
        end();
    }
}
