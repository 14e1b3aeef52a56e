package io.wirescope.internal.identity;

import java.util.List;

/**
 * The names that a caller may use. What no pattern matches is denied.
 *
 * @param clientIds the client ids under which it may connect
 * @param subscribe the channels that it may join, besides those of its own client ids and roles
 * @param publish   the channels that it may send to
 */
public record Grants(List<NamePattern> clientIds, List<NamePattern> subscribe, List<NamePattern> publish) {

    /** Every name. */
    public static final Grants ALL =
            new Grants(List.of(NamePattern.ANY), List.of(NamePattern.ANY), List.of(NamePattern.ANY));

    /** No name. */
    public static final Grants NONE = new Grants(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Grants {
        clientIds = List.copyOf(clientIds);
        subscribe = List.copyOf(subscribe);
        publish = List.copyOf(publish);
    }

    /** {@return whether a caller may connect under a client id} */
    public boolean allowClientId(String clientId) {
        return matches(clientIds, clientId);
    }

    /** {@return whether a caller may join a channel} */
    public boolean allowSubscribe(String channel) {
        return matches(subscribe, channel);
    }

    /** {@return whether a caller may send to a channel} */
    public boolean allowPublish(String channel) {
        return matches(publish, channel);
    }

    private static boolean matches(List<NamePattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
