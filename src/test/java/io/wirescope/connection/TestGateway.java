package io.wirescope.connection;

import io.wirescope.event.CountingIds;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.Executor;

/** A bus and a registry without a server; time, ids and threads are the test's. */
public final class TestGateway {

    private final SettableClock clock = new SettableClock();
    private final CountingIds ids = new CountingIds();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Settings settings;
    private final Threads threads;
    private final ObservabilityEventBus bus;
    private final ConnectionRegistry registry;

    /** @param replaced settings that differ from the defaults: keys and values by turns */
    public TestGateway(String... replaced) {
        this(Runnable::run, replaced);
    }

    /** @param executor where connections are closed; else that is the caller's own thread */
    public TestGateway(Executor executor, String... replaced) {
        this(executor, pump -> { }, replaced);
    }

    /** @param listeners where the bus runs and its listeners are called; else nobody is */
    public TestGateway(Executor executor, Executor listeners, String... replaced) {
        settings = MapSettings.with(replaced);
        threads = new Threads(executor, scheduler);
        bus = new ObservabilityEventBus(settings, clock, ids, new Threads(listeners, scheduler));
        registry = new ConnectionRegistry(settings, bus, clock, ids, threads);
    }

    public SettableClock clock() {
        return clock;
    }

    public CountingIds ids() {
        return ids;
    }

    public ManualScheduler scheduler() {
        return scheduler;
    }

    public Settings settings() {
        return settings;
    }

    public Threads threads() {
        return threads;
    }

    public ObservabilityEventBus bus() {
        return bus;
    }

    public ConnectionRegistry registry() {
        return registry;
    }

    /** {@return a connection that is registered and not yet started} */
    public Connection register(Peer peer, Transport transport) {
        return registry.register(peer, transport).orElseThrow();
    }

    /** {@return a connection that was started without a greeting} */
    public Connection connect(Peer peer, Transport transport) {
        Connection connection = register(peer, transport);
        connection.start();
        return connection;
    }

    /** {@return the events of a type, oldest first} */
    public List<ObservabilityEvent> events(String eventType) {
        return bus.query(EventQuery.oldest(EventFilter.ofTypes(eventType), EventQuery.MAX_LIMIT)).events();
    }

    /** {@return what the events of a type tell, oldest first} */
    public List<JsonObject> data(String eventType) {
        return events(eventType).stream().map(event -> event.data().toJson()).toList();
    }
}
