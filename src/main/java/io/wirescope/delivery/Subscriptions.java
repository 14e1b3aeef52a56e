package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.IdSource;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which connection is in which channel, and how a client resumes what it missed (contract, section 6).
 * Thread-safe; no method waits.
 *
 * <p>What is asked for one connection is done in the order of the calls. Stages fail with {@link DeliveryRefusedException} where
 * a client may not do what it asked for, with {@link BrokerUnavailableException} where the engine can't be reached, and with
 * {@link DeliveryOverloadedException} where too much is under way for the connection.
 */
@Service
public class Subscriptions {

    private final Hub hub;
    private final Lanes lanes;
    private final SessionRepository store;
    private final EventChannels events;
    private final IdSource ids;
    private final ChannelRules rules;
    private final int maxPerConnection;
    private final Map<Connection, DeliverySession> sessions = new ConcurrentHashMap<>();

    /** By token, those that were ever in a channel of events: it is fed as long as they may be resumed. */
    private final Map<String, DeliverySession> ofEvents = new ConcurrentHashMap<>();

    /**
     * @param settings has the bounds
     * @param hub      has the channels
     * @param lanes    deliver
     * @param store    keeps the sessions
     * @param events   feeds the channels of events
     * @param ids      makes tokens
     */
    @Inject
    public Subscriptions(Settings settings, Hub hub, Lanes lanes, SessionRepository store, EventChannels events,
            IdSource ids) {
        ChannelConfig config = ChannelConfig.from(settings);
        this.hub = hub;
        this.lanes = lanes;
        this.store = store;
        this.events = events;
        this.ids = ids;
        this.rules = new ChannelRules(hub, config.names());
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
    public CompletionStage<SessionStart> start(Connection connection, ResumeRequest request) {
        return start(connection, request, List.of());
    }

    /**
     * Does the same, and lets the connection into channels that it did not ask for. It may leave those.
     *
     * @param connection an envelope connection that was not started yet: its greeting is to say the rest
     * @param request    what the handshake said about the connection before
     * @param granted    the channels, which need not exist yet; those that its client may not be in are passed over
     */
    public CompletionStage<SessionStart> start(Connection connection, ResumeRequest request, Collection<String> granted) {
        DeliverySession session = new DeliverySession(ids.newToken(), connection, lanes.of(connection));
        sessions.put(connection, session);
        connection.whenEnded(() -> leave(connection));
        return session.turn(() -> start(session, connection.peer(), request, granted));
    }

    private CompletionStage<SessionStart> start(DeliverySession session, Peer peer, ResumeRequest request,
            Collection<String> granted) {
        Set<String> initial = new LinkedHashSet<>(ChannelRules.always(peer));
        granted.stream().filter(channel -> rules.mayBeIn(peer, channel)).forEach(initial::add);
        List<String> always = List.copyOf(initial);
        CompletionStage<SessionStart> joined = request.isNone() ? joinAll(session, always)
                : previous(peer, request).thenCompose(previous -> resume(session,
                        new Resumption(peer, request, previous, rules, maxPerConnection + always.size()), always));
        return joined.thenCompose(start -> {
            session.memberships().forEach(Membership::release);
            return save(session, session.toRecord(start.positions())).thenApply(saved -> start);
        });
    }

    private CompletionStage<SessionStart> joinAll(DeliverySession session, List<String> channels) {
        return Stages.each(channels.iterator(), channel -> join(session, channel, null)).thenApply(joined ->
                new SessionStart(session.token(), store.ttl(), null, List.of(), session.positions(), List.of()));
    }

    private CompletionStage<Optional<SessionRecord>> previous(Peer peer, ResumeRequest request) {
        return Resumption.token(request).map(token -> store.find(token, SessionOwner.of(peer)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<SessionStart> resume(DeliverySession session, Resumption resumption, List<String> always) {
        Map<String, StreamPosition> from = new LinkedHashMap<>();
        always.forEach(channel -> from.put(channel, null));
        from.putAll(resumption.from());
        Set<String> gaps = new LinkedHashSet<>(resumption.gaps());
        List<DeliveryRefusedException> problems = new ArrayList<>(resumption.problems());
        return Stages.each(from.entrySet().iterator(), entry -> {
            String channel = entry.getKey();
            StreamPosition after = entry.getValue();
            if (!always.contains(channel) && session.positions().size() >= maxPerConnection + always.size()) {
                gaps.add(channel);
                problems.add(tooMany());
                return CompletableFuture.completedFuture(null);
            }
            return join(session, channel, after).thenAccept(joined -> {
                if (!joined.complete() || !resumption.isKnown()) {
                    gaps.add(channel);
                }
                if (isAhead(after, joined.position())) {
                    problems.add(ahead(channel));
                }
            });
        }).thenApply(joined -> new SessionStart(session.token(), store.ttl(), gaps.isEmpty() && resumption.isKnown(),
                List.copyOf(gaps), session.positions(), problems));
    }

    // Who ended meanwhile may have been noted as ended before it was saved.
    private CompletionStage<Void> save(DeliverySession session, SessionRecord record) {
        return store.save(record).thenCompose(saved -> session.isDetached() ? store.ended(record)
                : CompletableFuture.completedFuture(null));
    }

    /**
     * Lets a connection into channels: all of them, or none. To be in one already is no error; its place is then one that the
     * connection has been sent, maybe not the last.
     *
     * @param answer queues the answer: for each channel, the place just before the first message that the connection gets.
     *               Whatever comes in the meantime is queued behind it. Not called where the stage fails, nor where the
     *               connection has just ended
     * @return fails when the connection may not be in one, there is none of that name, or they are too many
     */
    public CompletionStage<Void> subscribe(Connection connection, Collection<String> channels,
            Consumer<List<ChannelPosition>> answer) {
        Set<String> wanted = new LinkedHashSet<>(channels);
        return inTurn(connection, session -> check(connection, session, wanted)
                .thenCompose(checked -> join(session, wanted, answer)), null);
    }

    /**
     * Checks that a connection may be in channels, as {@link #subscribe} would, and changes nothing.
     *
     * @return fails when it may not be in one, there is none of that name, or they are too many
     */
    public CompletionStage<Void> check(Connection connection, Collection<String> channels) {
        return inTurn(connection, session -> check(connection, session, new LinkedHashSet<>(channels)), null);
    }

    /**
     * Does something for a connection when what was asked for before is done.
     *
     * @param action returns a stage, which what is asked for later waits for
     */
    public <T> CompletionStage<T> inTurn(Connection connection, Supplier<CompletionStage<T>> action) {
        DeliverySession session = sessions.get(connection);
        return session == null ? action.get() : session.turn(action);
    }

    /** What is done for a session. */
    @FunctionalInterface
    private interface Turn<T> {
        CompletionStage<T> of(DeliverySession session);
    }

    private <T> CompletionStage<T> inTurn(Connection connection, Turn<T> turn, T ended) {
        DeliverySession session = sessions.get(connection);
        return session == null ? CompletableFuture.completedFuture(ended) : session.turn(() -> turn.of(session));
    }

    private CompletionStage<Void> check(Connection connection, DeliverySession session, Set<String> wanted) {
        try {
            checkNumber(connection, session, wanted);
        } catch (DeliveryRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return Stages.each(wanted.iterator(), channel -> session.isIn(channel) // one that comes to be may be waited in
                ? CompletableFuture.completedFuture(null) : check(connection.peer(), channel));
    }

    private CompletionStage<Void> check(Peer peer, String channel) {
        try {
            rules.checkNamed(peer, channel);
            ChannelRules.checkGranted(peer, channel);
        } catch (DeliveryRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return rules.requireExists(channel);
    }

    private void checkNumber(Connection connection, DeliverySession session, Set<String> wanted)
            throws DeliveryRefusedException {
        Set<String> all = new LinkedHashSet<>(wanted);
        session.memberships().forEach(member -> all.add(member.channel()));
        if (all.size() > maxPerConnection + ChannelRules.always(connection.peer()).size()) {
            throw tooMany();
        }
    }

    private CompletionStage<Void> join(DeliverySession session, Set<String> wanted, Consumer<List<ChannelPosition>> answer) {
        List<ChannelPosition> places = new ArrayList<>(wanted.size());
        List<Membership> joined = new ArrayList<>(wanted.size());
        CompletionStage<Void> all = Stages.each(wanted.iterator(), channel -> session.isIn(channel)
                ? newest(channel).thenAccept(place -> places.add(new ChannelPosition(channel, place)))
                : join(session, channel, null).thenAccept(result -> {
                    joined.add(result.member());
                    places.add(new ChannelPosition(channel, result.position()));
                }));
        return all.handle((done, failure) -> failure == null ? answered(session, joined, () -> answer.accept(places))
                : undone(session, joined, failure)).thenCompose(stage -> stage);
    }

    private CompletionStage<Void> answered(DeliverySession session, List<Membership> joined, Runnable answer) {
        try {
            answer.run();
        } finally {
            joined.forEach(Membership::release);
        }
        return joined.isEmpty() ? CompletableFuture.completedFuture(null) : save(session, session.toRecord());
    }

    // All of them, or none.
    private CompletionStage<Void> undone(DeliverySession session, List<Membership> joined, Throwable failure) {
        joined.forEach(member -> exit(session, member.channel()));
        return CompletableFuture.failedFuture(failure);
    }

    /**
     * Brings a connection into a channel at somebody else's wish. The channel need not exist: the connection waits in it
     * for the first message.
     *
     * @param connection a connection that has arrived
     * @param notice     queues what the client is notified with, as the answer of {@link #subscribe}; not called where the
     *                   connection is in the channel already
     * @return where the channel stands, and whether the connection was brought in; empty where it has just ended. Fails when
     *         no channel may have that name, the connection may not be in it, or it is in as many as it may be
     */
    public CompletionStage<Optional<Admission>> admit(Connection connection, String channel,
            Consumer<List<ChannelPosition>> notice) {
        try {
            rules.checkNamed(connection.peer(), channel);
        } catch (DeliveryRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return inTurn(connection, session -> admit(connection, session, channel, notice), Optional.empty());
    }

    private CompletionStage<Optional<Admission>> admit(Connection connection, DeliverySession session, String channel,
            Consumer<List<ChannelPosition>> notice) {
        if (session.isIn(channel)) {
            return newest(channel).thenApply(place ->
                    Optional.of(new Admission(new ChannelPosition(channel, place), false)));
        }
        try {
            checkNumber(connection, session, Set.of(channel));
        } catch (DeliveryRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        List<ChannelPosition> joined = new ArrayList<>(1);
        return join(session, Set.of(channel), places -> {
            joined.addAll(places);
            notice.accept(places);
        }).thenApply(done -> Optional.of(new Admission(joined.get(0), true)));
    }

    /**
     * A connection in a channel.
     *
     * @param position where the channel stands: where it was brought in, the place just before the first message it gets
     * @param isNew    whether it was not in the channel before
     */
    public record Admission(ChannelPosition position, boolean isNew) {
    }

    // Where a member is, there is the channel; it may have gone with a member that has just ended, and nobody reads the answer.
    private CompletionStage<StreamPosition> newest(String channel) {
        return hub.newest(channel).thenApply(place -> place.orElseGet(() -> new StreamPosition("ended", 0)));
    }

    /**
     * Takes a connection out of channels: all of them, or none. To be in none of them is no error. What is sent on the
     * connection afterwards comes after the last message of these channels.
     *
     * @return fails when one is a channel that it is in for good
     */
    public CompletionStage<Void> unsubscribe(Connection connection, Collection<String> channels) {
        return unsubscribe(connection, channels, left -> { });
    }

    /**
     * Takes a connection out of channels, as {@link #unsubscribe(Connection, Collection)} does.
     *
     * @param answer queues the answer, after the last message of these channels; is given those that the connection was in.
     *               Not called where the stage fails, nor where the connection has just ended
     * @return fails when one is a channel that it is in for good
     */
    public CompletionStage<Void> unsubscribe(Connection connection, Collection<String> channels,
            Consumer<List<String>> answer) {
        for (String channel : channels) {
            if (ChannelRules.always(connection.peer()).contains(channel)) {
                return CompletableFuture.failedFuture(
                        ChannelRules.notPermitted("A connection can't leave this channel", channel));
            }
        }
        return inTurn(connection, session -> {
            List<String> left = channels.stream().filter(channel -> exit(session, channel)).toList();
            answer.accept(left);
            return left.isEmpty() ? CompletableFuture.completedFuture(null) : save(session, session.toRecord());
        }, null);
    }

    /**
     * Takes a connection out of the channels that it may not be in any more, after its grants have changed. It stays in those
     * that an application or an operator brought it into, which no grant has named.
     *
     * @param before what its peer was granted before
     * @param answer queues what the client is notified with; is given those that it was taken out of, maybe none. Not called
     *               where the connection has just ended
     * @return completes when that is done
     */
    public CompletionStage<Void> recheck(Connection connection, Peer before, Consumer<List<String>> answer) {
        return inTurn(connection, session -> {
            Peer now = connection.peer();
            List<String> left = session.memberships().stream().map(Membership::channel)
                    .filter(channel -> !rules.mayBeIn(now, channel)
                            || ChannelRules.isGranted(before, channel) && !ChannelRules.isGranted(now, channel)).toList();
            left.forEach(channel -> exit(session, channel));
            answer.accept(left);
            return left.isEmpty() ? CompletableFuture.completedFuture(null) : save(session, session.toRecord());
        }, null);
    }

    private boolean exit(DeliverySession session, String channel) {
        Membership member = session.exit(channel);
        if (member == null) {
            return false;
        }
        hub.leave(member);
        unwant(channel);
        return true;
    }

    /** How a connection came into a channel. */
    private record Joined(Membership member, StreamPosition position, boolean complete) {
    }

    private CompletionStage<Joined> join(DeliverySession session, String channel, StreamPosition after) {
        if (ChannelName.isOfEvents(channel)) {
            ofEvents.put(session.token(), session); // before it is known whether it is forgotten
            events.want(channel);
        }
        Membership member = session.member(channel);
        if (!session.enter(member)) { // it wants nothing any more
            unwant(channel);
        }
        return hub.join(member, after).handle((joined, failure) -> {
            if (failure != null) {
                if (session.undo(member)) {
                    unwant(channel);
                }
                return CompletableFuture.<Joined>failedFuture(failure);
            }
            if (session.isDetached()) { // it ended meanwhile, and may have been through its channels already
                hub.leave(member);
            }
            return CompletableFuture.completedFuture(new Joined(member, joined.position(), joined.complete()));
        }).thenCompose(stage -> stage);
    }

    private void leave(Connection connection) {
        DeliverySession session = sessions.remove(connection);
        if (session != null) {
            session.detach();
            session.memberships().forEach(hub::leave);
            store.ended(session.toRecord());
        }
    }

    private void forget(String token) {
        DeliverySession session = ofEvents.remove(token);
        if (session != null) {
            session.forget().forEach(this::unwant);
        }
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
