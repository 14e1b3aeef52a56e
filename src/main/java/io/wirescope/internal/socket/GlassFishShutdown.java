package io.wirescope.internal.socket;

import io.wirescope.internal.config.FailureLog;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hears of a GlassFish or Payara server's end before it stops anything, also where no signal tells of it ({@code
 * asadmin stop-domain}). Left to itself, the server may close its listeners before it takes applications down, or
 * after: the order is chance. Does nothing on other servers.
 *
 * <p>The server's own event service has no standard name, so it is called by reflection; where that fails
 * on such a server, the log says so.
 */
final class GlassFishShutdown implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GlassFishShutdown.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private static final String GLOBALS = "org.glassfish.internal.api.Globals";
    private static final String EVENTS = "org.glassfish.api.event.Events";
    private static final String LISTENER = "org.glassfish.api.event.EventListener";
    private static final String EVENT_TYPES = "org.glassfish.api.event.EventTypes";

    private final Runnable action;
    private Object events;
    private Object listener;

    /** @param action what to do before the server stops; the server waits for it */
    GlassFishShutdown(Runnable action) {
        this.action = action;
    }

    /** Begins to listen, where there is something to listen to. */
    void listen() {
        try {
            events = type(GLOBALS).getMethod("get", Class.class).invoke(null, type(EVENTS));
            Object shutdown = type(EVENT_TYPES).getField("PREPARE_SHUTDOWN").get(null);
            listener = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type(LISTENER)},
                    (proxy, method, arguments) -> called(proxy, method, arguments, shutdown));
            call("register");
        } catch (ClassNotFoundException e) {
            LOG.log(Level.FINE, "Not a GlassFish", e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "Shutdown hook unavailable: clients may not be notified of a shutdown", e);
        }
    }

    private Object called(Object proxy, Method method, Object[] arguments, Object shutdown)
            throws ReflectiveOperationException {
        switch (method.getName()) {
            case "event" -> {
                Object type = arguments[0].getClass().getMethod("type").invoke(arguments[0]);
                if (type.equals(shutdown)) {
                    run();
                }
                return null;
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            default -> {
                return toString();
            }
        }
    }

    // What is thrown must not keep the server, or its other listeners, from the shutdown.
    private void run() {
        try {
            action.run();
        } catch (Throwable e) {
            FAILURES.warn("Clients may not have been notified of the shutdown", e);
        }
    }

    /** Listens no more. */
    @Override
    public void close() {
        if (listener == null) {
            return;
        }
        try {
            call("unregister");
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Shutdown listener already removed", e);
        }
    }

    private void call(String method) throws ReflectiveOperationException {
        type(EVENTS).getMethod(method, type(LISTENER)).invoke(events, listener);
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, getClass().getClassLoader());
    }
}
