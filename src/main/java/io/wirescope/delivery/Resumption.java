package io.wirescope.delivery;

import io.wirescope.connection.Peer;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates what a handshake's {@code session} and {@code position} ask for. For one thread.
 *
 * <p>What is wrong is reported and the rest is served: a client that resumes is never refused for it. A position
 * asks for its channel, with or without a session, and whether the channel exists already or not: after a restart of
 * the server, neither does.
 */
final class Resumption {

    private final Peer peer;
    private final ChannelRules rules;
    private final Optional<SessionRecord> previous;
    private final Map<String, StreamPosition> from = new LinkedHashMap<>();
    private final Set<String> gaps = new LinkedHashSet<>();
    private final List<DeliveryRefusedException> problems = new ArrayList<>();

    /**
     * @param previous     the session that {@link #token} is for
     * @param maxPositions how many positions are read; one problem reports how many more there were
     */
    Resumption(Peer peer, ResumeRequest request, Optional<SessionRecord> previous, ChannelRules rules, int maxPositions) {
        this.peer = peer;
        this.rules = rules;
        this.previous = previous;
        if (previous.isEmpty()) {
            problems.add(problem(ErrorCode.NOT_PERMITTED, "session", request.tokens().size() == 1
                    ? "The session token is not valid for this client, or has expired"
                    : "'session' must appear exactly once"));
        }
        previous.ifPresent(session -> session.positions().forEach(this::fromSession));
        Set<String> named = new LinkedHashSet<>();
        List<Optional<String>> positions = request.positions();
        int count = Math.min(positions.size(), maxPositions);
        positions.subList(0, count).forEach(position -> read(position, named));
        if (count < positions.size()) {
            skip(positions.subList(count, positions.size()), maxPositions);
        }
    }

    /** {@return channels to be in besides those that every client is in, and from where; null for from now} */
    Map<String, StreamPosition> from() {
        return from;
    }

    /** {@return channels of which the client gets nothing that it missed} */
    Set<String> gaps() {
        return gaps;
    }

    List<DeliveryRefusedException> problems() {
        return problems;
    }

    /** {@return whether the client has shown a token that is good} */
    boolean isKnown() {
        return previous.isPresent();
    }

    /** {@return the token that a request shows, where it is one and readable} */
    static Optional<String> token(ResumeRequest request) {
        return request.tokens().size() == 1 ? request.tokens().get(0) : Optional.empty();
    }

    // The role may be another now than it was.
    private void fromSession(ChannelPosition joined) {
        if (ChannelName.isOfRole(joined.channel()) && !ChannelRules.always(peer).contains(joined.channel())) {
            return;
        }
        try {
            rules.checkPermitted(peer, joined.channel());
            ChannelRules.checkGranted(peer, joined.channel()); // grants may have shrunk
            from.put(joined.channel(), joined.position());
        } catch (DeliveryRefusedException e) {
            problems.add(e);
            gaps.add(joined.channel());
        }
    }

    private void read(Optional<String> text, Set<String> named) {
        Optional<ChannelPosition> position = text.flatMap(ChannelPosition::parse);
        if (position.isEmpty()) {
            problems.add(problem(ErrorCode.INVALID_ENVELOPE, "position", "A position must be CHANNEL@EPOCH:OFFSET,"
                    + " percent-encoded; found '" + ChannelRules.shown(text.orElse("?")) + "'"));
        } else if (!named.add(position.get().channel())) {
            problems.add(problem(ErrorCode.INVALID_ENVELOPE, "position", "Each channel must have one position;"
                    + " the first is used for '" + ChannelRules.shown(position.get().channel()) + "'"));
        } else {
            take(position.get());
        }
    }

    // One problem for all: a handshake can carry thousands, and a message for each would overflow the outbox.
    private void skip(List<Optional<String>> texts, int maxPositions) {
        problems.add(problem(ErrorCode.INVALID_ENVELOPE, "position", "Only the first " + maxPositions
                + " positions are read; ignored: " + texts.size()));
        texts.stream().flatMap(Optional::stream).map(ChannelPosition::parse).flatMap(Optional::stream)
                .map(ChannelPosition::channel).filter(channel -> !from.containsKey(channel))
                .forEach(channel -> gaps.add(ChannelRules.shown(channel)));
    }

    private void take(ChannelPosition position) {
        try {
            if (!from.containsKey(position.channel())) {
                rules.checkNamed(peer, position.channel());
                ChannelRules.checkGranted(peer, position.channel());
            }
            from.put(position.channel(), isKnown() ? position.position() : null);
        } catch (DeliveryRefusedException e) {
            problems.add(e);
            gaps.add(ChannelRules.shown(position.channel()));
        }
    }

    private static DeliveryRefusedException problem(ErrorCode code, String parameter, String message) {
        return new DeliveryRefusedException(code, message,
                JsonFormat.object().add("parameter", parameter).build());
    }
}
