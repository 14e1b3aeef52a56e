package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.connection.TestGateway;

/** Channels, sessions and a broadcaster over a gateway without a server. */
public final class TestDelivery {

    private final MemoryBroker broker;
    private final SessionStore store;
    private final EventChannels events;
    private final Subscriptions subscriptions;
    private final Broadcaster broadcaster;
    private final ClientPublisher publisher;
    private final Drain drain;

    public TestDelivery(TestGateway gateway) {
        broker = new MemoryBroker(gateway.settings(), gateway.clock(), gateway.ids());
        store = new SessionStore(gateway.settings(), gateway.clock(), gateway.ids(), gateway.threads());
        events = new EventChannels(gateway.bus(), broker);
        subscriptions = new Subscriptions(gateway.settings(), broker, store, events);
        broadcaster = new Broadcaster(broker, gateway.registry(), gateway.ids());
        publisher = new ClientPublisher(gateway.settings(), broker, gateway.registry());
        drain = new Drain(gateway.settings(), gateway.registry(), broadcaster,
                new StaggeredClose(gateway.threads(), gateway.ids()));
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public Broadcaster broadcaster() {
        return broadcaster;
    }

    public ClientPublisher publisher() {
        return publisher;
    }

    public Drain drain() {
        return drain;
    }

    MemoryBroker broker() {
        return broker;
    }

    SessionStore store() {
        return store;
    }

    EventChannels events() {
        return events;
    }

    /** Lets a connection in that asks for nothing, and starts it without a greeting. */
    public SessionStart start(Connection connection) {
        return start(connection, ResumeRequest.NONE);
    }

    /** Lets a connection in, and starts it without a greeting. */
    public SessionStart start(Connection connection, ResumeRequest request) {
        SessionStart sessionStart = subscriptions.start(connection, request);
        connection.start();
        return sessionStart;
    }
}
