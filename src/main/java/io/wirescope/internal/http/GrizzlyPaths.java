package io.wirescope.internal.http;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has Grizzly, the HTTP engine of Payara and GlassFish, answer 400 in JSON to a path that it can't read. Does nothing
 * on other engines.
 *
 * <p>Grizzly 4.0 throws at a broken escape and at a dot segment that ends a path, logs the stack trace (twice for a
 * handshake), and answers 200 without a body, all before any filter. A probe of Grizzly's own looks at each path when
 * the request's head has been read: a path that can't be read is replaced by that of {@link ErrorServlet}, and
 * {@code /} is appended to a dot segment. The probe is removed when the application ends. The listeners have no public
 * name, so they are found by reflection; where that fails on such a server, all stays as it is, and the log reports it
 * once.
 */
@Service
public class GrizzlyPaths implements Eager {

    private static final Logger LOG = Logger.getLogger(GrizzlyPaths.class.getName());

    private static final String GLOBALS = "org.glassfish.internal.api.Globals";
    private static final String DISPATCHER = "org.glassfish.api.container.RequestDispatcher";
    private static final String HTTP = "org.glassfish.grizzly.http.";

    private static final String ERROR_PAGE = "/error";

    private final boolean enabled;
    private final List<Object> monitored = new ArrayList<>();
    private String context = "";
    private Object probes;

    /** @param settings has {@code wirescope.http.readable-paths}, whether to do anything */
    @Inject
    public GrizzlyPaths(Settings settings) {
        enabled = settings.flag("wirescope.http.readable-paths");
    }

    void watch(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (!enabled) {
            return;
        }
        if (application instanceof ServletContext servlets) {
            context = servlets.getContextPath();
        }
        try {
            Class<?> dispatcher = Class.forName(DISPATCHER, true, getClass().getClassLoader());
            addProbes(Class.forName(GLOBALS, true, getClass().getClassLoader()).getMethod("get", Class.class)
                    .invoke(null, dispatcher));
        } catch (ClassNotFoundException e) {
            LOG.log(Level.FINE, "Not a GlassFish", e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "Grizzly listeners not found: a malformed path is answered 200", e);
        }
    }

    private void addProbes(Object service) throws ReflectiveOperationException {
        Class<?> probe = service.getClass().getClassLoader().loadClass(HTTP + "HttpProbe");
        Watching watching = new Watching(context, probe.getClassLoader());
        probes = Array.newInstance(probe, 1);
        Array.set(probes, 0, Proxy.newProxyInstance(probe.getClassLoader(), new Class<?>[] {probe},
                (proxy, method, arguments) -> watching.called(proxy, method, arguments)));
        for (Object filter : codecs(service, probe.getClassLoader().loadClass(HTTP + "HttpCodecFilter"))) {
            Object config = filter.getClass().getMethod("getMonitoringConfig").invoke(filter);
            call(config, "addProbes");
            monitored.add(config);
        }
        LOG.log(Level.INFO, "Watching Grizzly for malformed paths listeners={0}"
                + " (wirescope.http.readable-paths)", monitored.size());
    }

    private static List<Object> codecs(Object service, Class<?> codec) throws ReflectiveOperationException {
        Field field = service.getClass().getDeclaredField("proxies");
        field.setAccessible(true);
        List<Object> codecs = new ArrayList<>();
        for (Object proxy : (Iterable<?>) field.get(service)) {
            Object listener = proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
            codecs.addAll((List<?>) listener.getClass().getMethod("getFilters", Class.class).invoke(listener, codec));
        }
        return codecs;
    }

    private void call(Object config, String method) throws ReflectiveOperationException {
        config.getClass().getMethod(method, Object[].class).invoke(config, probes);
    }

    @PreDestroy
    void end() {
        for (Object config : monitored) {
            try {
                call(config, "removeProbes");
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.FINE, "Probe already removed", e);
            }
        }
        monitored.clear();
    }

    /** What the probe does. */
    private static final class Watching {

        private final String context;
        private final Class<?> request;
        private final Method get;
        private final Method set;
        private final Method setAttribute;

        Watching(String context, ClassLoader grizzly) throws ReflectiveOperationException {
            this.context = context;
            request = grizzly.loadClass(HTTP + "HttpRequestPacket");
            get = request.getMethod("getRequestURI");
            set = request.getMethod("setRequestURI", String.class);
            setAttribute = request.getMethod("setAttribute", String.class, Object.class);
        }

        Object called(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
            return switch (method.getName()) {
                case "onHeaderParseEvent" -> correct(arguments[1]);
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> toString();
                default -> null;
            };
        }

        private Object correct(Object header) throws ReflectiveOperationException {
            if (request.isInstance(header) && get.invoke(header) instanceof String path
                    && path.startsWith(context + "/")) {
                if (!RequestPath.isReadable(path)) {
                    setAttribute.invoke(header, RequestDispatcher.ERROR_STATUS_CODE, 400);
                    set.invoke(header, context + ERROR_PAGE);
                } else if (RequestPath.endsInDotSegment(path)) {
                    set.invoke(header, path + "/");
                }
            }
            return null;
        }
    }
}
