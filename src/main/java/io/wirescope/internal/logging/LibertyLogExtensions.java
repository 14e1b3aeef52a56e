package io.wirescope.internal.logging;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The members that Open Liberty adds to each of its JSON log lines, {@code ext_} before their names. Its API
 * ({@code com.ibm.websphere.logging.hpel.LogRecordContext}) is on no other server, so it is called by reflection.
 */
final class LibertyLogExtensions {

    private static final Logger LOG = Logger.getLogger(LibertyLogExtensions.class.getName());

    private static final String CONTEXT = "com.ibm.websphere.logging.hpel.LogRecordContext";

    // Liberty refers to them weakly.
    private List<Object> extensions = List.of();

    /** {@return whether this is a server that has them} */
    boolean register() {
        try {
            extensions = List.of(register(LogCorrelation.REQUEST_ID, LogContext::currentRequestId),
                    register(LogCorrelation.TRACE_ID, LogContext::currentTraceId));
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "Log records will lack request_id and trace_id", e);
            return false;
        }
    }

    private static Object register(String name, Supplier<String> value) throws ReflectiveOperationException {
        Class<?> type = type(CONTEXT + "$Extension");
        Object extension = Proxy.newProxyInstance(LibertyLogExtensions.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getValue" -> value.get();
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> name;
                });
        type(CONTEXT).getMethod("registerExtension", String.class, type).invoke(null, name, extension);
        return extension;
    }

    void unregister() {
        if (extensions.isEmpty()) {
            return;
        }
        try {
            for (String name : List.of(LogCorrelation.REQUEST_ID, LogCorrelation.TRACE_ID)) {
                type(CONTEXT).getMethod("unregisterExtension", String.class).invoke(null, name);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Log extensions already removed", e);
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, LibertyLogExtensions.class.getClassLoader());
    }
}
