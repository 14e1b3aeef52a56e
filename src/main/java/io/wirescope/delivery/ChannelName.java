package io.wirescope.delivery;

import io.wirescope.PublicApi;
import io.wirescope.connection.Role;
import io.wirescope.envelope.Identifier;
import io.wirescope.event.EventType;

/** The names of channels (contract, section 6). */
@PublicApi
public final class ChannelName {

    /** Every envelope connection is in it. */
    public static final String BROADCAST = "broadcast";

    /** Every event, for role {@code admin}. */
    static final String ALL_EVENTS = "events:*";

    /** The rule in words, to follow a parameter's name in an error. */
    public static final String RULE = "must be 1 to 128 characters without control characters; 'events:' must be"
            + " followed by an event type or *, 'role:' by a role";

    private static final String CLIENT = "client:";
    private static final String ROLE = "role:";
    private static final String EVENTS = "events:";

    private ChannelName() {
    }

    /** {@return the channel of one client, which each of its connections is in} */
    public static String ofClient(String clientId) {
        return CLIENT + clientId;
    }

    /** {@return the channel of a role, which each of its connections is in} */
    public static String ofRole(Role role) {
        return ROLE + role.wireName();
    }

    /** {@return the channel of the events of a type, for role {@code admin}} */
    public static String ofEvents(String eventType) {
        return EVENTS + eventType;
    }

    /** {@return whether a channel carries events} */
    public static boolean isOfEvents(String channel) {
        return channel.startsWith(EVENTS);
    }

    /** {@return the type, or *, that a channel of events is for} */
    static String eventType(String channel) {
        return channel.substring(EVENTS.length());
    }

    static boolean isOfClient(String channel) {
        return channel.startsWith(CLIENT);
    }

    static boolean isOfRole(String channel) {
        return channel.startsWith(ROLE);
    }

    /** {@return whether a channel exists though nothing was published to it} */
    static boolean isBuiltIn(String channel) {
        return channel.equals(BROADCAST) || isOfClient(channel) || isOfRole(channel) || isOfEvents(channel);
    }

    /** {@return whether a channel may have this name; 128 characters are without the prefix} */
    public static boolean isValid(String channel) {
        if (channel.startsWith(CLIENT)) {
            return Identifier.isValid(channel.substring(CLIENT.length()));
        }
        if (channel.startsWith(EVENTS)) {
            return channel.equals(ALL_EVENTS) || EventType.isValid(channel.substring(EVENTS.length()));
        }
        if (channel.startsWith(ROLE)) {
            return Role.of(channel.substring(ROLE.length())).isPresent();
        }
        return Identifier.isValid(channel);
    }
}
