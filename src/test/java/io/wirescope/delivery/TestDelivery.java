package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.connection.TestGateway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Channels, sessions and a broadcaster over a gateway without a server. Whoever publishes delivers, unless lanes are given. */
public final class TestDelivery {

    private final MemoryBroker memory;
    private final Hub hub;
    private final SessionStore store;
    private final EventChannels events;
    private final Subscriptions subscriptions;
    private final Broadcaster broadcaster;
    private final ClientPublisher publisher;
    private final Drain drain;

    public TestDelivery(TestGateway gateway) {
        this(gateway, new Lanes(2, 1000, null));
    }

    TestDelivery(TestGateway gateway, Lanes lanes) {
        this(gateway, memory(gateway), null, lanes);
    }

    /** @param engine has the channels that are not of events; null for the memory */
    TestDelivery(TestGateway gateway, MemoryBroker memory, Broker engine, Lanes lanes) {
        this.memory = memory;
        hub = new Hub(gateway.settings(), engine == null ? memory : engine, memory, lanes, gateway.clock());
        store = new SessionStore(gateway.settings(), gateway.clock(), gateway.threads());
        events = new EventChannels(gateway.bus(), hub);
        subscriptions = new Subscriptions(gateway.settings(), hub, lanes, store, events, gateway.ids());
        broadcaster = new Broadcaster(hub, gateway.registry(), gateway.ids());
        publisher = new ClientPublisher(gateway.settings(), hub, gateway.registry());
        Announcements announcements = new Announcements(hub, gateway.clock(), gateway.ids());
        drain = new Drain(gateway.settings(), gateway.registry(), announcements,
                new StaggeredClose(gateway.threads(), gateway.ids()));
    }

    static MemoryBroker memory(TestGateway gateway) {
        return new MemoryBroker(gateway.settings(), gateway.clock(), gateway.ids());
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
        return memory;
    }

    Hub hub() {
        return hub;
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
        SessionStart sessionStart = subscriptions.start(connection, request).toCompletableFuture().join();
        connection.start();
        return sessionStart;
    }

    /** {@return the places that were told; none where the connection has ended} */
    List<ChannelPosition> subscribe(Connection connection, Collection<String> channels) throws DeliveryRefusedException {
        List<ChannelPosition> told = new ArrayList<>();
        done(subscriptions.subscribe(connection, channels, told::addAll));
        return told;
    }

    void unsubscribe(Connection connection, Collection<String> channels) throws DeliveryRefusedException {
        done(subscriptions.unsubscribe(connection, channels));
    }

    private static void done(CompletionStage<Void> stage) throws DeliveryRefusedException {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (Await.cause(e) instanceof DeliveryRefusedException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
