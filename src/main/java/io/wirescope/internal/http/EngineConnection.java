package io.wirescope.internal.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection of a request, on the engines where it has to be closed by hand. The servlet API can only end a
 * request: Undertow then reads an unread body to its end on a blocked thread, and Undertow and Grizzly keep what a
 * reader does not read, with the connection, for as long as the reader stays.
 *
 * <p>By reflection, because the engines' classes are not the application's. Does nothing on another engine, or where
 * the classes are not as expected. Thread-safe.
 */
public final class EngineConnection {

    private static final Logger LOG = Logger.getLogger(EngineConnection.class.getName());
    private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
    private static final String LIBERTY = "io.openliberty.webcontainer";
    private static final String GRIZZLY = "org.apache.catalina.connector.RequestFacade";

    /** What closes a connection. */
    @FunctionalInterface
    private interface Closing {
        void run() throws ReflectiveOperationException;
    }

    /** What has a connection run something at its end. */
    @FunctionalInterface
    private interface Watching {
        void run(Runnable action) throws ReflectiveOperationException;
    }

    private final Closing closing;
    private final Watching watching;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EngineConnection(Closing closing, Watching watching) {
        this.closing = closing;
        this.watching = watching;
    }

    private static EngineConnection unknown() {
        EngineConnection unknown = new EngineConnection(() -> { }, action -> { });
        unknown.closed.set(true);
        return unknown;
    }

    /** {@return the connection of a request that has not ended} It may be closed after the request's end. */
    public static EngineConnection of(ServletRequest request) {
        ServletRequest engines = unwrapped(request);
        try {
            return switch (engines.getClass().getName()) {
                case UNDERTOW -> closedBy(call(call(engines, "getExchange"), "getConnection"),
                        "java.io.Closeable", "close", action -> { });
                case GRIZZLY -> grizzly(grizzlyConnection(engines));
                default -> unknown();
            };
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Engine connection not accessible", e);
            return unknown();
        }
    }

    /**
     * Sets how long a blocking read may wait for a peer. Only on Grizzly; on other engines nothing happens.
     *
     * @param millis the time in milliseconds
     * @return the time before, or -1 where it can't be set
     */
    static long setReadTimeout(ServletRequest request, long millis) {
        if (!isGrizzly(request)) {
            return -1;
        }
        try {
            Object connection = grizzlyConnection(unwrapped(request));
            Class<?> type = Class.forName("org.glassfish.grizzly.Connection", false,
                    connection.getClass().getClassLoader());
            Object before = type.getMethod("getReadTimeout", TimeUnit.class).invoke(connection, TimeUnit.MILLISECONDS);
            type.getMethod("setReadTimeout", long.class, TimeUnit.class).invoke(connection, millis, TimeUnit.MILLISECONDS);
            return (Long) before;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Engine connection not accessible", e);
            return -1;
        }
    }

    /** {@return whether the engine of a request is Undertow} */
    static boolean isUndertow(ServletRequest request) {
        return unwrapped(request).getClass().getName().equals(UNDERTOW);
    }

    /** {@return whether the engine of a request is Open Liberty's} */
    static boolean isLiberty(ServletRequest request) {
        return unwrapped(request).getClass().getName().startsWith(LIBERTY);
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
            LOG.log(Level.FINE, "Connection could not be closed", e);
            return false;
        }
    }

    /**
     * Has something run once the connection is closed, by whichever side, or at once where it is closed already. Only on
     * Grizzly; on other engines it never runs.
     *
     * @param action what to run, on a thread of the engine's: must be quick
     */
    public void whenClosed(Runnable action) {
        try {
            watching.run(action);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Close listener could not be added", e);
        }
    }

    private static ServletRequest unwrapped(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    private static Object grizzlyConnection(ServletRequest engines) throws ReflectiveOperationException {
        return call(call(call(call(engines, "getUnwrappedCoyoteRequest"), "getCoyoteRequest"), "getContext"),
                "getConnection");
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    // Through the interface: the connection's own class need not be public.
    private static EngineConnection closedBy(Object connection, String type, String method, Watching watching)
            throws ReflectiveOperationException {
        Class<?> closeable = Class.forName(type, false, connection.getClass().getClassLoader());
        return new EngineConnection(() -> closeable.getMethod(method).invoke(connection), watching);
    }

    private static EngineConnection grizzly(Object connection) throws ReflectiveOperationException {
        ClassLoader loader = connection.getClass().getClassLoader();
        String closeable = "org.glassfish.grizzly.Closeable";
        Class<?> listener = Class.forName("org.glassfish.grizzly.CloseListener", false, loader);
        return closedBy(connection, closeable, "terminateSilently", action -> Class.forName(closeable, false, loader)
                .getMethod("addCloseListener", listener).invoke(connection, listening(listener, action)));
    }

    private static Object listening(Class<?> listener, Runnable action) {
        return Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "onClosed" -> {
                        action.run();
                        yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "on close: " + action;
                });
    }
}
