package io.wirescope.internal.upstream;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.upstream.Handles;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Knows which application takes which messages: from the configuration, and the beans with {@link Handles}.
 * Thread-safe.
 */
@Service
public class Routes implements Eager {

    private static final Logger LOG = Logger.getLogger(Routes.class.getName());

    private final Settings settings;
    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final Clock clock;
    private final IdSource ids;
    private final int maxAnswerBytes;
    private final Map<String, Route> byName = new TreeMap<>();
    private final Map<Hook, Route> hooks = new EnumMap<>(Hook.class);
    private final Set<Hook> allowing = new TreeSet<>();
    private final RouteTypes<Route> types;
    private UpstreamClient client;
    private Jsonb jsonb;

    /**
     * @param settings has the routes
     * @param beans    has the handlers
     * @param bus      gets an event for each call
     * @param threads  where handlers are called
     * @param clock    tells the time of day
     * @param ids      makes ids of calls, and spans
     * @throws InvalidSettingException  when a setting can't be used
     * @throws IllegalArgumentException when a class with {@link Handles} can't be used
     */
    @Inject
    public Routes(Settings settings, BeanManager beans, ObservabilityEventBus bus, Threads threads, Clock clock,
            IdSource ids) {
        this(settings, handlers(beans), bus, threads, clock, ids);
    }

    /**
     * Reads the routes outside of a server, where there are no handlers.
     *
     * @param settings has the routes
     * @param bus      gets an event for each call
     * @param threads  not used without handlers
     * @param clock    tells the time of day
     * @param ids      makes ids of calls, and spans
     * @throws InvalidSettingException when a setting can't be used
     */
    public Routes(Settings settings, ObservabilityEventBus bus, Threads threads, Clock clock, IdSource ids) {
        this(settings, List.of(), bus, threads, clock, ids);
    }

    private Routes(Settings settings, List<HandlerBean> handlers, ObservabilityEventBus bus, Threads threads, Clock clock,
            IdSource ids) {
        this.settings = settings;
        this.bus = bus;
        this.threads = threads;
        this.clock = clock;
        this.ids = ids;
        this.maxAnswerBytes = settings.integer("wirescope.channels.max-message-bytes", 1, Integer.MAX_VALUE);
        RouteSettings read = new RouteSettings(settings);
        addRoutes(read, handlers.stream().filter(handler -> hooksOf(handler).isEmpty()).toList());
        addHooks(read, handlers.stream().filter(handler -> !hooksOf(handler).isEmpty()).toList());
        this.types = RouteTypes.of(byName, Route::types);
    }

    private static List<HandlerBean> handlers(BeanManager beans) {
        List<HandlerBean> handlers = new ArrayList<>();
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean.getBeanClass().isAnnotationPresent(Handles.class) && bean.getStereotypes().contains(Handles.class)) {
                handlers.add(new HandlerBean(bean, beans));
            }
        }
        return handlers;
    }

    private void addRoutes(RouteSettings read, List<HandlerBean> handlers) {
        Map<String, HandlerBean> byRoute = new LinkedHashMap<>();
        for (HandlerBean handler : handlers) {
            HandlerBean other = byRoute.put(handler.route(), handler);
            if (other != null) {
                throw new IllegalArgumentException("@Handles on " + handler.className() + ": the route \""
                        + handler.route() + "\" is that of " + other.className() + " too; give one another name");
            }
        }
        // Half of what may wait is left to what others send.
        Refusals refusals = new Refusals(threads::scheduler,
                Math.max(1, settings.integer("wirescope.outbox.max-messages", 1, 1_000_000) / 2));
        Set<String> names = new TreeSet<>(read.names(RouteSettings.ROUTES));
        names.addAll(byRoute.keySet());
        for (String name : names) {
            HandlerBean handler = byRoute.get(name);
            byName.put(name, route(read.route(name, handler == null ? List.of() : handler.types()), handler, refusals));
        }
    }

    private static List<Hook> hooksOf(HandlerBean handler) {
        List<Hook> found = Stream.of(Hook.values()).filter(hook -> handler.types().contains(hook.type())).toList();
        if (!found.isEmpty() && found.size() < handler.types().size()) {
            throw new IllegalArgumentException("@Handles on " + handler.className()
                    + ": must name life-cycle calls or types of messages, not both");
        }
        return found;
    }

    private void addHooks(RouteSettings read, List<HandlerBean> handlers) {
        Set<String> configured = read.names(RouteSettings.HOOKS);
        for (String name : configured) {
            if (Stream.of(Hook.values()).noneMatch(hook -> hook.settingName().equals(name))) {
                throw new InvalidSettingException(RouteSettings.HOOKS + name, "", "is not known; there are connect,"
                        + " connected, disconnected, subscribe and publish");
            }
        }
        for (Hook hook : Hook.values()) {
            List<HandlerBean> found = handlers.stream().filter(handler -> hooksOf(handler).contains(hook)).toList();
            if (found.size() > 1) {
                throw new IllegalArgumentException("@Handles(\"" + hook.type() + "\") on " + found.get(0).className()
                        + " and " + found.get(1).className() + ": there may be one");
            }
            if (!found.isEmpty() || configured.contains(hook.settingName())) {
                HandlerBean handler = found.isEmpty() ? null : found.get(0);
                hooks.put(hook, route(read.hook(hook, handler != null), handler, Refusals.immediate()));
                if (read.allowsOnFailure(hook)) {
                    allowing.add(hook);
                }
            }
        }
    }

    private Route route(RouteConfig config, HandlerBean handler, Refusals refusals) {
        Upstream upstream = handler != null
                ? new HandlerUpstream(config.name(), handler.className(), handler::handle, config.timeout(),
                        threads.executor(), jsonb(), LeftOnThread.ofServer())
                : new HttpUpstream(config, client().client(), client().executor(), clock, System::nanoTime);
        return new Route(config, upstream, maxAnswerBytes, bus, clock, ids, System::nanoTime, refusals);
    }

    private UpstreamClient client() {
        if (client == null) {
            client = new UpstreamClient(settings);
        }
        return client;
    }

    private Jsonb jsonb() {
        if (jsonb == null) {
            jsonb = JsonbBuilder.create();
        }
        return jsonb;
    }

    @PreDestroy
    void stop() {
        if (client != null) {
            client.close();
        }
        if (jsonb != null) {
            try {
                jsonb.close();
            } catch (Exception e) { // its interface has it; nothing that is kept depends on it
                LOG.log(Level.FINE, "JSON-B could not be closed", e);
            }
        }
    }

    /**
     * {@return the route that takes messages of a type, or empty}
     *
     * @param type the type of a client's message
     */
    public Optional<Route> find(String type) {
        return types.find(type);
    }

    /** {@return all routes and then the hooks that there are} */
    public Collection<Route> all() {
        List<Route> all = new ArrayList<>(byName.values());
        all.addAll(hooks.values());
        return all;
    }

    /** {@return the route of a life-cycle call, or empty where nobody wants it} */
    Optional<Route> hook(Hook hook) {
        return Optional.ofNullable(hooks.get(hook));
    }

    /** {@return whether a hook that fails lets pass what it was asked for} */
    boolean allowsOnFailure(Hook hook) {
        return allowing.contains(hook);
    }
}
