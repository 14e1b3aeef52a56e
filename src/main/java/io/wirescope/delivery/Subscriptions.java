package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who is in which channel, and how a client resumes what it missed (contract, section 6).
 * Thread-safe.
 */
@Service
public class Subscriptions {

    private final Broker broker;
    private final SessionStore store;
    private final EventChannels events;
    private final ChannelRules rules;
    private final int maxPerConnection;
    private final Map<Connection, DeliverySession> sessions = new ConcurrentHashMap<>();

    /**
     * @param settings has the bounds
     * @param broker   has the channels
     * @param store    has the sessions
     * @param events   feeds the channels of events
     */
    @Inject
    public Subscriptions(Settings settings, Broker broker, SessionStore store, EventChannels events) {
        ChannelConfig config = ChannelConfig.from(settings);
        this.broker = broker;
        this.store = store;
        this.events = events;
        this.rules = new ChannelRules(broker, config.names());
        this.maxPerConnection = config.maxPerConnection();
        store.onForgotten(this::forget);
    }

    /** {@return how many channels a connection may be in beside those that all are in} */
    public int maxPerConnection() {
        return maxPerConnection;
    }

    /**
     * Joins a new connection to the channels that it can't leave, and a client that resumes to
     * those it was in. What it missed is queued for it, before anything that is published from now on.
     *
     * @param connection an envelope connection that was not started yet: its greeting is to say the rest
     * @param request    what the handshake said about the connection before
     */
    public SessionStart start(Connection connection, ResumeRequest request) {
        return start(connection, request, List.of());
    }

    /**
     * Does the same, and lets the connection into channels that it did not ask for. It may leave those.
     *
     * @param connection an envelope connection that was not started yet: its greeting is to say the rest
     * @param request    what the handshake said about the connection before
     * @param granted    the channels, which need not exist yet; those that its client may not be in are passed over
     */
    public SessionStart start(Connection connection, ResumeRequest request, Collection<String> granted) {
        DeliverySession session = store.open(connection);
        sessions.put(connection, session);
        connection.whenEnded(() -> leave(connection));
        synchronized (session) {
            return start(session, connection.peer(), request, granted);
        }
    }

    private SessionStart start(DeliverySession session, Peer peer, ResumeRequest request, Collection<String> granted) {
        Set<String> initial = new LinkedHashSet<>(ChannelRules.always(peer));
        granted.stream().filter(channel -> rules.mayBeIn(peer, channel)).forEach(initial::add);
        List<String> always = List.copyOf(initial);
        if (request.isNone()) {
            always.forEach(channel -> join(session, channel, null));
            return new SessionStart(session.token(), store.ttl(), null, List.of(), session.positions(), List.of());
        }
        return resume(session, new Resumption(peer, request, store, rules, maxPerConnection + always.size()), always);
    }

    private SessionStart resume(DeliverySession session, Resumption resumption, List<String> always) {
        Map<String, StreamPosition> from = new LinkedHashMap<>();
        always.forEach(channel -> from.put(channel, null));
        from.putAll(resumption.from());
        Set<String> gaps = new LinkedHashSet<>(resumption.gaps());
        List<DeliveryRefusedException> problems = new ArrayList<>(resumption.problems());
        from.forEach((channel, after) -> {
            if (!always.contains(channel) && session.positions().size() >= maxPerConnection + always.size()) {
                gaps.add(channel);
                problems.add(tooMany());
                return;
            }
            JoinResult joined = join(session, channel, after);
            if (!joined.complete() || !resumption.isKnown()) {
                gaps.add(channel);
            }
            if (isAhead(after, joined.position())) {
                problems.add(ahead(channel));
            }
        });
        return new SessionStart(session.token(), store.ttl(), gaps.isEmpty() && resumption.isKnown(),
                List.copyOf(gaps), session.positions(), problems);
    }

    /**
     * Lets a connection into channels: all of them, or none. To be in one already is no error; its place is then one that the
     * connection has been sent, maybe not the last.
     *
     * @param answer queues the answer: for each channel, the place just before the first message that the connection gets.
     *               Whatever comes in the meantime is queued behind it
     * @throws DeliveryRefusedException when it may not be in one, there is none of that name, or they are
     *                                  too many; then there was no answer
     */
    public void subscribe(Connection connection, Collection<String> channels, Consumer<List<ChannelPosition>> answer)
            throws DeliveryRefusedException {
        DeliverySession session = sessions.get(connection);
        if (session == null) { // it has just ended
            return;
        }
        Set<String> wanted = new LinkedHashSet<>(channels);
        synchronized (session) {
            check(connection, session, wanted);
            join(session, wanted, answer);
        }
    }

    /**
     * Checks that a connection may be in channels, as {@link #subscribe} would, and changes nothing.
     *
     * @throws DeliveryRefusedException when it may not be in one, there is none of that name, or they are too many
     */
    public void check(Connection connection, Collection<String> channels) throws DeliveryRefusedException {
        DeliverySession session = sessions.get(connection);
        if (session != null) {
            check(connection, session, new LinkedHashSet<>(channels));
        }
    }

    private void check(Connection connection, DeliverySession session, Set<String> wanted)
            throws DeliveryRefusedException {
        checkNumber(connection, session, wanted);
        for (String channel : wanted) {
            if (!session.isIn(channel)) { // one that comes to be may be waited in
                rules.check(connection.peer(), channel);
            }
        }
    }

    private void checkNumber(Connection connection, DeliverySession session, Set<String> wanted)
            throws DeliveryRefusedException {
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(session.channels());
        if (all.size() > maxPerConnection + ChannelRules.always(connection.peer()).size()) {
            throw tooMany();
        }
    }

    private void join(DeliverySession session, Set<String> wanted, Consumer<List<ChannelPosition>> answer) {
        session.hold(wanted.stream().filter(channel -> !session.isIn(channel)).collect(Collectors.toSet()));
        try {
            answer.accept(wanted.stream().map(channel -> new ChannelPosition(channel, position(session, channel)))
                    .toList());
        } finally {
            session.release();
        }
    }

    /**
     * Brings a connection into a channel at somebody else's wish. The channel need not exist: the connection waits in it
     * for the first message.
     *
     * @param connection a connection that has arrived
     * @param notice     queues what the client is notified with, as the answer of {@link #subscribe}; not called where the
     *                   connection is in the channel already
     * @return where the channel stands, and whether the connection was brought in; empty where it has just ended
     * @throws DeliveryRefusedException when no channel may have that name, the connection may not be in it, or it is in as
     *                                  many as it may be; then there was no notice
     */
    public Optional<Admission> admit(Connection connection, String channel, Consumer<List<ChannelPosition>> notice)
            throws DeliveryRefusedException {
        rules.checkNamed(connection.peer(), channel);
        DeliverySession session = sessions.get(connection);
        if (session == null) {
            return Optional.empty();
        }
        synchronized (session) {
            if (session.isIn(channel)) {
                return Optional.of(new Admission(new ChannelPosition(channel, newest(session, channel)), false));
            }
            checkNumber(connection, session, Set.of(channel));
            List<ChannelPosition> joined = new ArrayList<>(1);
            join(session, Set.of(channel), places -> {
                joined.addAll(places);
                notice.accept(places);
            });
            return Optional.of(new Admission(joined.get(0), true));
        }
    }

    /**
     * A connection in a channel.
     *
     * @param position where the channel stands: where it was brought in, the place just before the first message it gets
     * @param isNew    whether it was not in the channel before
     */
    public record Admission(ChannelPosition position, boolean isNew) {
    }

    private StreamPosition position(DeliverySession session, String channel) {
        return session.isIn(channel) ? newest(session, channel) : join(session, channel, null).position();
    }

    // The channel may have gone with its last member, where that is a connection that has just ended.
    private StreamPosition newest(DeliverySession session, String channel) {
        return broker.newest(channel).orElseGet(() -> join(session, channel, null).position());
    }

    /**
     * Takes a connection out of channels: all of them, or none. To be in none of them is no error. What is sent on the
     * connection afterwards, by the same thread, comes after the last message of these channels.
     *
     * @throws DeliveryRefusedException when one is a channel that it is in for good
     */
    public void unsubscribe(Connection connection, Collection<String> channels) throws DeliveryRefusedException {
        unsubscribe(connection, channels, left -> { });
    }

    /**
     * Takes a connection out of channels, as {@link #unsubscribe(Connection, Collection)} does.
     *
     * @param answer queues the answer, after the last message of these channels; is given those that the connection was in
     * @throws DeliveryRefusedException when one is a channel that it is in for good; then there was no answer
     */
    public void unsubscribe(Connection connection, Collection<String> channels, Consumer<List<String>> answer)
            throws DeliveryRefusedException {
        for (String channel : channels) {
            if (ChannelRules.always(connection.peer()).contains(channel)) {
                throw ChannelRules.notPermitted("A connection can't leave this channel", channel);
            }
        }
        DeliverySession session = sessions.get(connection);
        if (session == null) {
            return;
        }
        synchronized (session) {
            List<String> left = channels.stream().filter(session::noteLeft).toList();
            left.forEach(channel -> {
                broker.unsubscribe(channel, session);
                unwant(channel);
            });
            answer.accept(left);
        }
    }

    private JoinResult join(DeliverySession session, String channel, StreamPosition after) {
        if (ChannelName.isOfEvents(channel)) {
            events.want(channel);
        }
        if (!session.enter(channel)) { // it was forgotten meanwhile, and wants nothing any more
            unwant(channel);
        }
        JoinResult joined = broker.subscribe(channel, after, session);
        session.noteJoined(channel, joined.position());
        if (session.isDetached()) { // it ended meanwhile, and may have been through its channels already
            broker.unsubscribe(channel, session);
        }
        return joined;
    }

    private void leave(Connection connection) {
        DeliverySession session = sessions.remove(connection);
        if (session != null) {
            session.detach();
            session.channels().forEach(channel -> broker.unsubscribe(channel, session));
            store.ended(session);
        }
    }

    private void forget(DeliverySession session) {
        session.forget().forEach(this::unwant);
    }

    private void unwant(String channel) {
        if (ChannelName.isOfEvents(channel)) {
            events.unwant(channel);
        }
    }

    private static boolean isAhead(StreamPosition after, StreamPosition newest) {
        return after != null && after.epoch().equals(newest.epoch()) && after.offset() > newest.offset();
    }

    private static DeliveryRefusedException ahead(String channel) {
        return new DeliveryRefusedException(ErrorCode.INVALID_ENVELOPE,
                "The position in '" + ChannelRules.shown(channel) + "' is ahead of the channel",
                JsonFormat.object().add("parameter", "position").build());
    }

    private DeliveryRefusedException tooMany() {
        return new DeliveryRefusedException(ErrorCode.NOT_PERMITTED, "A connection may subscribe to at most "
                + maxPerConnection + " channels", JsonFormat.object()
                .add("max_channels", maxPerConnection).build());
    }
}
