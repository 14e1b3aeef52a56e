package io.wirescope.connection;

import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.ConnectionEnd;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.OutboundMessage;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Knows every connection. Thread-safe.
 *
 * <p>Connections are told apart by the server's own id, so that several with one client id are all
 * kept.
 */
@ApplicationScoped
public class ConnectionRegistry implements Eager {

    /** Why connections are closed when the server takes no more of them, in words. */
    public static final String DRAIN_REASON = "Server restarting, come back with jitter";

    private final ConnectionConfig config;
    private final ObservabilityEventBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final Threads threads;
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final Traffic traffic = new Traffic();
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Places places;
    private final LongAdder opened = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<CloseCode, LongAdder> closedByCode = counters(CloseCode.class);
    private final Map<NoPlace, LongAdder> refused = counters(NoPlace.class);
    private final LongAdder broadcasts = new LongAdder();

    private volatile boolean draining;

    /** For the container's proxy alone. */
    protected ConnectionRegistry() {
        config = null;
        bus = null;
        clock = null;
        ids = null;
        threads = null;
        places = null;
    }

    /**
     * @param settings where the limits are read from
     * @param bus      gets an event for every connection that comes and goes
     * @param clock    tells uptime and activity
     * @param ids      names connections
     * @param threads  closes connections
     */
    @Inject
    public ConnectionRegistry(Settings settings, ObservabilityEventBus bus, Clock clock, IdSource ids,
            Threads threads) {
        this.config = ConnectionConfig.from(settings);
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.places = new Places(config);
    }

    /**
     * Takes a client in. The connection sends nothing before its {@link Connection#start}.
     *
     * @param peer      who it is
     * @param transport the way to it
     * @return the connection, or empty where {@link #refusal} has a reason and the way is being closed: with 1012 when
     *         the server drains, else with 4500
     */
    public Optional<Connection> register(Peer peer, Transport transport) {
        Connection connection = new Connection(ids.newId(), peer, this, transport);
        publish(connection, OutboundMessage.CONNECTION_ATTEMPT);
        Optional<NoPlace> refusal = draining ? Optional.of(NoPlace.DRAINING)
                : places.take(peer.clientId(), peer.remoteAddress());
        if (refusal.isPresent()) {
            refuse(connection, refusal.get());
            return Optional.empty();
        }
        opened.increment();
        connections.put(connection.connectionId(), connection);
        publish(connection, OutboundMessage.CONNECTION_ADDED);
        if (draining) { // it began since, and may not have seen this one
            connection.close(CloseCode.RESTARTING, DRAIN_REASON);
        }
        return Optional.of(connection);
    }

    private void refuse(Connection connection, NoPlace reason) {
        refused(reason);
        if (reason == NoPlace.DRAINING) { // 1012 tells it to come back
            connection.abort(CloseCode.RESTARTING, DRAIN_REASON);
        } else {
            connection.abort(CloseCode.REGISTRATION_FAILED, "Registration failed: connection limit reached");
        }
    }

    /**
     * Makes a connection that is turned away: it can be told why and closed, and is never listed.
     *
     * @param peer      who it is
     * @param transport the way to it
     * @return the connection, which has sent nothing yet
     */
    public Connection turnAway(Peer peer, Transport transport) {
        Connection connection = new Connection(ids.newId(), peer, this, transport);
        publish(connection, OutboundMessage.CONNECTION_ATTEMPT);
        return connection;
    }

    /**
     * Closes the way to one of whom nothing is known, so that there is no connection to make. Returns at once.
     *
     * @param transport the way to it
     */
    public void turnAway(Transport transport) {
        closedByServer(CloseCode.REGISTRATION_FAILED);
        threads.close(() -> transport.close(CloseCode.REGISTRATION_FAILED.code(), "Registration failed"));
    }

    private void publish(Connection connection, String what) {
        bus.publish(EventType.WS_MESSAGE_OUT, connection.context(),
                OutboundMessage.lifecycle(what, connection.peer().remoteAddress()));
    }

    void remove(Connection connection, int code, String reason) {
        if (connections.remove(connection.connectionId()) != null) {
            places.giveBack(connection.peer().clientId(), connection.peer().remoteAddress());
            ended.increment();
            bus.publish(EventType.WS_MESSAGE_OUT, connection.context(),
                    new ConnectionEnd(connection.peer().remoteAddress(), code, reason));
        }
    }

    void closedByServer(CloseCode code) {
        closedByCode.get(code).increment();
    }

    private static <K extends Enum<K>> Map<K, LongAdder> counters(Class<K> keys) {
        Map<K, LongAdder> counters = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            counters.put(key, new LongAdder());
        }
        return counters;
    }

    /**
     * {@return the connection of an id, or empty when it is unknown or has ended}
     *
     * @param connectionId the server's own id of the connection, not the client's; not null
     */
    public Optional<Connection> find(String connectionId) {
        return Optional.ofNullable(connections.get(connectionId));
    }

    /** {@return the connections now; goes on to show who comes and goes} */
    public Collection<Connection> all() {
        return Collections.unmodifiableCollection(connections.values());
    }

    /** {@return whether another connection would be turned away for want of room} */
    public boolean isFull() {
        return places.isFull();
    }

    /**
     * Says why a client would not be taken in now.
     *
     * @param clientId its id
     * @param address  where it comes from
     * @return empty where there is a place for it
     */
    public Optional<NoPlace> refusal(String clientId, String address) {
        return draining ? Optional.of(NoPlace.DRAINING) : places.refusal(clientId, address);
    }

    /**
     * Counts a client that was not taken in.
     *
     * @param reason why it was not
     */
    public void refused(NoPlace reason) {
        refused.get(reason).increment();
    }

    /**
     * {@return how many clients were not taken in for a reason, since the start}
     *
     * @param reason which refusals to count
     */
    public long refusals(NoPlace reason) {
        return refused.get(reason).sum();
    }

    /**
     * {@return how many connections the server has closed with a code since the start}
     *
     * @param code which closes to count
     */
    public long closedWith(CloseCode code) {
        return closedByCode.get(code).sum();
    }

    /**
     * Takes no more connections from now on. Those that are listed then stay; one that is being registered
     * meanwhile may be listed later, and closes itself with 1012.
     */
    public void drain() {
        draining = true;
    }

    /** {@return whether the server takes no more connections} */
    public boolean isDraining() {
        return draining;
    }

    /**
     * {@return how many connections of a role and a protocol there are now}
     *
     * @param role     what the clients say they are
     * @param protocol how messages look on the connections
     */
    public int count(Role role, Protocol protocol) {
        return (int) connections.values().stream()
                .filter(connection -> connection.peer().role() == role && connection.peer().protocol() == protocol)
                .count();
    }

    /** {@return how many connections there were since the start} */
    public long opened() {
        return opened.sum();
    }

    /** {@return how many connections have ended since the start} */
    public long ended() {
        return ended.sum();
    }

    /** {@return messages and bytes of all connections since the start} */
    public TrafficCount trafficCount() {
        return traffic.count();
    }

    /** Counts a message that went to many connections at once. */
    public void broadcastSent() {
        broadcasts.increment();
    }

    /** {@return how many messages went to many connections at once, since the start} */
    public long broadcasts() {
        return broadcasts.sum();
    }

    /** {@return what the registry knows now} */
    public RegistryStats stats() {
        Map<Role, Integer> byRole = zeros(Role.class);
        Map<Protocol, Integer> byProtocol = zeros(Protocol.class);
        Instant now = clock.instant();
        Duration uptime = Duration.ZERO;
        int active = 0;
        for (Connection connection : connections.values()) {
            byRole.merge(connection.peer().role(), 1, Integer::sum);
            byProtocol.merge(connection.peer().protocol(), 1, Integer::sum);
            uptime = uptime.plus(Duration.between(connection.connectedAt(), now));
            active++;
        }
        return new RegistryStats(active, opened(), ended(), broadcasts(), byRole, byProtocol,
                active == 0 ? Duration.ZERO : uptime.dividedBy(active), trafficCount());
    }

    private static <K extends Enum<K>> Map<K, Integer> zeros(Class<K> keys) {
        Map<K, Integer> counts = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            counts.put(key, 0);
        }
        return counts;
    }

    /** {@return the settings of connections} */
    public ConnectionConfig config() {
        return config;
    }

    ObservabilityEventBus bus() {
        return bus;
    }

    Clock clock() {
        return clock;
    }

    Threads threads() {
        return threads;
    }

    EnvelopeCodec codec() {
        return codec;
    }

    Traffic traffic() {
        return traffic;
    }
}
