package io.wirescope.delivery;

import io.wirescope.connection.Peer;
import io.wirescope.connection.Role;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.Excerpt;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which channels a client may be in (contract, section 6). Thread-safe. */
final class ChannelRules {

    /** The most characters of a hostile name that an error shows. */
    private static final int MAX_SHOWN = 64;

    private final Hub hub;
    private final Set<String> known;

    /** @param known channels that exist before anybody has published to them */
    ChannelRules(Hub hub, Set<String> known) {
        this.hub = hub;
        this.known = known;
    }

    /** {@return the channels that a client is always in} */
    static List<String> always(Peer peer) {
        return List.of(ChannelName.BROADCAST, ChannelName.ofClient(peer.clientId()),
                ChannelName.ofRole(peer.role()));
    }

    /**
     * {@return whether a channel exists} Those of clients, roles and events always do, others from their first message on.
     */
    private CompletionStage<Boolean> exists(String channel) {
        return ChannelName.isBuiltIn(channel) || known.contains(channel) ? CompletableFuture.completedFuture(true)
                : hub.newest(channel).thenApply(newest -> newest.isPresent() && newest.get().offset() > 0);
    }

    /** {@return a stage that fails with {@code UNKNOWN_CHANNEL} where a channel does not exist} */
    CompletionStage<Void> requireExists(String channel) {
        return exists(channel).thenCompose(there -> there ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(unknown(channel, "Unknown channel '" + shown(channel) + "'")));
    }

    /**
     * Checks that a channel may have this name.
     *
     * @throws DeliveryRefusedException {@code UNKNOWN_CHANNEL}
     */
    void checkName(String channel) throws DeliveryRefusedException {
        if (!ChannelName.isValid(channel)) {
            throw unknown(channel, "Channel name " + ChannelName.RULE);
        }
    }

    /**
     * Checks that a client may be in a channel once it exists.
     *
     * @throws DeliveryRefusedException {@code UNKNOWN_CHANNEL} where it never can, or {@code NOT_PERMITTED}
     */
    void checkNamed(Peer peer, String channel) throws DeliveryRefusedException {
        checkName(channel);
        checkPermitted(peer, channel);
    }

    /** {@return whether a client may be in a channel once it exists} */
    boolean mayBeIn(Peer peer, String channel) {
        try {
            checkNamed(peer, channel);
            return true;
        } catch (DeliveryRefusedException e) {
            return false;
        }
    }

    /**
     * Checks that a client may read a channel, whether it exists or not.
     *
     * @throws DeliveryRefusedException {@code NOT_PERMITTED}
     */
    void checkPermitted(Peer peer, String channel) throws DeliveryRefusedException {
        if (ChannelName.isOfEvents(channel) && (peer.role() != Role.ADMIN || !peer.caller().hasAny(SecurityRole.OBSERVER))) {
            throw notPermitted("Channels of events require role admin", channel);
        }
        if ((ChannelName.isOfClient(channel) || ChannelName.isOfRole(channel)) && !always(peer).contains(channel)) {
            throw notPermitted("The channel belongs to another client or role", channel);
        }
    }

    /**
     * Checks that a client was granted a channel: beside its own and those of events, its credential has to name it. What
     * an application or an operator brings a connection into needs no grant.
     *
     * @throws DeliveryRefusedException {@code NOT_PERMITTED}
     */
    static void checkGranted(Peer peer, String channel) throws DeliveryRefusedException {
        if (!ChannelName.isOfEvents(channel) && !always(peer).contains(channel)
                && !peer.caller().grants().allowSubscribe(channel)) {
            throw notPermitted("The credential does not permit this channel", channel);
        }
    }

    /** {@return whether {@link #checkGranted} passes} */
    static boolean isGranted(Peer peer, String channel) {
        try {
            checkGranted(peer, channel);
            return true;
        } catch (DeliveryRefusedException e) {
            return false;
        }
    }

    static DeliveryRefusedException notPermitted(String message, String channel) {
        return new DeliveryRefusedException(ErrorCode.NOT_PERMITTED, message, details(channel));
    }

    private static DeliveryRefusedException unknown(String channel, String message) {
        return new DeliveryRefusedException(ErrorCode.UNKNOWN_CHANNEL, message, details(channel));
    }

    private static JsonObject details(String channel) {
        return JsonFormat.object().add("channel", shown(channel)).build();
    }

    /** {@return a text, shortened for an error} */
    static String shown(String text) {
        return Excerpt.of(text, MAX_SHOWN);
    }
}
