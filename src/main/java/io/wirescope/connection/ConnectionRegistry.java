package io.wirescope.connection;

import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.ConnectionEnd;
import io.wirescope.internal.event.MessageTap;
import io.wirescope.internal.event.OutboundMessage;
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

/**
 * The directory of all connections. Thread-safe.
 *
 * <p>A connection is identified by the server's own id, so that several with one client id are all listed. Who may
 * connect is decided by the {@link Admission}; totals are in the {@link ConnectionStatistics}.
 */
@ApplicationScoped
public class ConnectionRegistry implements Eager {

    /** Why connections are closed when the server drains, in words. */
    public static final String DRAIN_REASON = "Server restarting, come back with jitter";

    private final IdSource ids;
    private final NodeIdentity node;
    private final ConnectionServices services;
    private final Admission admission;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    /** For the container's client proxy only. */
    protected ConnectionRegistry() {
        ids = null;
        node = null;
        services = null;
        admission = null;
    }

    /**
     * Makes a registry of a server that stands alone, where nobody captures payloads.
     *
     * @param settings has the limits
     * @param bus      receives an event for every connection that is registered or ends
     * @param clock    measures uptime and activity
     * @param ids      makes the ids of connections
     * @param threads  closes connections
     */
    public ConnectionRegistry(Settings settings, ObservabilityEventBus bus, Clock clock, IdSource ids,
            Threads threads) {
        this(settings, bus, clock, ids, threads, new MessageTap(), NodeIdentity.NONE);
    }

    /**
     * @param settings has the limits
     * @param bus      receives an event for every connection that is registered or ends
     * @param clock    measures uptime and activity
     * @param ids      makes the ids of connections
     * @param threads  closes connections
     * @param tap      publishes the events of messages
     * @param node     prefixes these ids
     */
    @Inject
    public ConnectionRegistry(Settings settings, ObservabilityEventBus bus, Clock clock, IdSource ids,
            Threads threads, MessageTap tap, NodeIdentity node) {
        this.ids = ids;
        this.node = node;
        this.services = new ConnectionServices(ConnectionConfig.from(settings), bus, tap, clock, threads,
                new EnvelopeCodec(), new ConnectionStatistics());
        this.admission = new Admission(services.config());
    }

    /**
     * Registers a client's connection, if it is admitted. The connection sends nothing before its
     * {@link Connection#start}.
     *
     * @param peer      who it is
     * @param transport the way to it
     * @return the connection, or empty where it was refused and is being closed: with 1012 when the server drains, else
     *         with 4500
     */
    public Optional<Connection> register(Peer peer, Transport transport) {
        Connection connection = reject(peer, transport);
        Optional<AdmissionRefusal> refusal = admission.admit(peer);
        if (refusal.isPresent()) {
            close(connection, refusal.get());
            return Optional.empty();
        }
        services.statistics().connectionOpened();
        connections.put(connection.connectionId(), connection);
        publish(connection, OutboundMessage.CONNECTION_ADDED);
        if (admission.isDraining()) { // it began since, and may not have seen this one
            connection.close(CloseCode.RESTARTING, DRAIN_REASON);
        }
        return Optional.of(connection);
    }

    private static void close(Connection connection, AdmissionRefusal reason) {
        if (reason == AdmissionRefusal.DRAINING) { // 1012 asks the client to reconnect
            connection.abort(CloseCode.RESTARTING, DRAIN_REASON);
        } else {
            connection.abort(CloseCode.REGISTRATION_FAILED, "Registration failed: connection limit reached");
        }
    }

    /**
     * Creates a connection that is never listed, for a client that is rejected: so that it can be sent the reason and
     * closed.
     *
     * @param peer      who it is
     * @param transport the way to it
     * @return the connection, which has sent nothing yet
     */
    public Connection reject(Peer peer, Transport transport) {
        Connection connection = new Connection(node.qualify(ids.newId()), peer, services, transport, this::remove);
        publish(connection, OutboundMessage.CONNECTION_ATTEMPT);
        return connection;
    }

    /**
     * Closes the transport of a client of which nothing is known, so that no connection can be created. Returns at once.
     *
     * @param transport the way to it
     */
    public void reject(Transport transport) {
        services.statistics().closedByServer(CloseCode.REGISTRATION_FAILED);
        services.threads()
                .close(() -> transport.close(CloseCode.REGISTRATION_FAILED.code(), "Registration failed"));
    }

    private void publish(Connection connection, String what) {
        services.bus().publish(EventType.WS_MESSAGE_OUT, connection.context(),
                OutboundMessage.lifecycle(what, connection.peer().remoteAddress()));
    }

    private void remove(Connection connection, int code, String reason) {
        if (connections.remove(connection.connectionId()) != null) {
            admission.release(connection.peer());
            services.statistics().connectionEnded();
            services.bus().publish(EventType.WS_MESSAGE_OUT, connection.context(),
                    new ConnectionEnd(connection.peer().remoteAddress(), code, reason));
        }
    }

    /**
     * {@return the connection of an id, or empty when it is unknown or has ended}
     *
     * @param connectionId the server's own id of the connection, not the client's; not null
     */
    public Optional<Connection> find(String connectionId) {
        return Optional.ofNullable(connections.get(connectionId));
    }

    /** {@return a live view of the connections} */
    public Collection<Connection> all() {
        return Collections.unmodifiableCollection(connections.values());
    }

    /** {@return what decides who may connect} */
    public Admission admission() {
        return admission;
    }

    /** {@return the totals of all connections since the start} */
    public ConnectionStatistics statistics() {
        return services.statistics();
    }

    /** {@return the settings of connections} */
    public ConnectionConfig config() {
        return services.config();
    }

    /**
     * Admits no connection from now on. Those that are listed stay; one that is being registered meanwhile may be listed
     * later, and closes itself with 1012.
     */
    public void drain() {
        admission.drain();
    }

    /** {@return whether no connection is admitted because the server drains} */
    public boolean isDraining() {
        return admission.isDraining();
    }

    /**
     * {@return how many connections of a role and a protocol there are now}
     *
     * @param role     what the clients say they are
     * @param protocol the format of the messages on the connections
     */
    public int count(Role role, Protocol protocol) {
        return (int) connections.values().stream()
                .filter(connection -> connection.peer().role() == role && connection.peer().protocol() == protocol)
                .count();
    }

    /** {@return the connections now, by role and protocol, and the totals since the start} */
    public RegistryStats stats() {
        Map<Role, Integer> byRole = zeros(Role.class);
        Map<Protocol, Integer> byProtocol = zeros(Protocol.class);
        Instant now = services.clock().instant();
        Duration uptime = Duration.ZERO;
        int active = 0;
        for (Connection connection : connections.values()) {
            byRole.merge(connection.peer().role(), 1, Integer::sum);
            byProtocol.merge(connection.peer().protocol(), 1, Integer::sum);
            uptime = uptime.plus(Duration.between(connection.connectedAt(), now));
            active++;
        }
        ConnectionStatistics totals = services.statistics();
        return new RegistryStats(active, totals.opened(), totals.ended(), totals.broadcasts(), byRole, byProtocol,
                active == 0 ? Duration.ZERO : uptime.dividedBy(active), totals.traffic());
    }

    private static <K extends Enum<K>> Map<K, Integer> zeros(Class<K> keys) {
        Map<K, Integer> counts = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            counts.put(key, 0);
        }
        return counts;
    }
}
