package io.wirescope.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection of a request, on the engines where it has to be closed by hand. The servlet API can only end a
 * request: Undertow then reads an unread body to its end on a blocked thread, and Undertow and Grizzly keep what a
 * reader does not take, with the connection, for as long as the reader stays.
 *
 * <p>By reflection, because the engines' classes are not the application's. Does nothing on another engine, or where
 * the classes are not as expected. Thread-safe.
 */
public final class EngineConnection {

    private static final Logger LOG = Logger.getLogger(EngineConnection.class.getName());
    private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
    private static final String GRIZZLY = "org.apache.catalina.connector.RequestFacade";

    /** What closes a connection. */
    @FunctionalInterface
    private interface Closing {
        void run() throws ReflectiveOperationException;
    }

    private final Closing closing;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EngineConnection(Closing closing) {
        this.closing = closing;
    }

    private static EngineConnection unknown() {
        EngineConnection unknown = new EngineConnection(() -> { });
        unknown.closed.set(true);
        return unknown;
    }

    /** {@return the connection of a request that has not ended} It may be closed after the request's end. */
    public static EngineConnection of(ServletRequest request) {
        ServletRequest engines = unwrapped(request);
        try {
            return switch (engines.getClass().getName()) {
                case UNDERTOW -> closedBy(call(call(engines, "getExchange"), "getConnection"),
                        "java.io.Closeable", "close");
                case GRIZZLY -> closedBy(call(call(call(call(engines, "getUnwrappedCoyoteRequest"), "getCoyoteRequest"),
                        "getContext"), "getConnection"), "org.glassfish.grizzly.Closeable", "terminateSilently");
                default -> unknown();
            };
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "The engine does not show its connection", e);
            return unknown();
        }
    }

    /** {@return whether the engine of a request is Undertow} */
    static boolean isUndertow(ServletRequest request) {
        return unwrapped(request).getClass().getName().equals(UNDERTOW);
    }

    /** {@return whether the engine of a request is Grizzly, as in Payara} */
    static boolean isGrizzly(ServletRequest request) {
        return unwrapped(request).getClass().getName().equals(GRIZZLY);
    }

    /**
     * Closes the connection, whatever is under way on it.
     *
     * @return whether this closed it: false when it was closed before, or can't be
     */
    public boolean close() {
        if (closed.getAndSet(true)) {
            return false;
        }
        try {
            closing.run();
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "The connection can't be closed", e);
            return false;
        }
    }

    private static ServletRequest unwrapped(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    // Through the interface: the connection's own class need not be public.
    private static EngineConnection closedBy(Object connection, String type, String method)
            throws ReflectiveOperationException {
        Class<?> closeable = Class.forName(type, false, connection.getClass().getClassLoader());
        return new EngineConnection(() -> closeable.getMethod(method).invoke(connection));
    }
}
