package io.wirescope.internal.upstream;

import io.wirescope.envelope.MessageType;
import io.wirescope.internal.config.InvalidSettingException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which route takes a type. Immutable.
 *
 * @param <R> a route
 */
final class RouteTypes<R> {

    private static final String ALL = "*";

    // Reserved for tokens (contract, section 9).
    private static final Set<String> REQUESTS = Set.of("auth.refresh", "auth.refreshed", "auth.expiring");

    private final Map<String, R> exact;
    private final Map<String, R> byPrefix;
    private final R otherwise;

    private RouteTypes(Map<String, R> exact, Map<String, R> byPrefix, R otherwise) {
        this.exact = Map.copyOf(exact);
        this.byPrefix = Map.copyOf(byPrefix);
        this.otherwise = otherwise;
    }

    /** {@return whether a type belongs to the protocol, so that no application takes or sends it} */
    static boolean isReserved(String type) {
        return MessageType.isReserved(type) || REQUESTS.contains(type) || type.startsWith(Hook.PREFIX);
    }

    /**
     * Checks the types of all routes.
     *
     * @param routes   by their names
     * @param patterns gives a route's patterns
     * @throws InvalidSettingException when a pattern breaks its rule, is reserved, or two routes take the same type
     */
    static <R> RouteTypes<R> of(Map<String, R> routes, Function<R, Iterable<String>> patterns) {
        Map<String, R> exact = new HashMap<>();
        Map<String, R> byPrefix = new HashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        R otherwise = null;
        for (Map.Entry<String, R> route : routes.entrySet()) {
            for (String pattern : patterns.apply(route.getValue())) {
                check(route.getKey(), pattern, owners);
                owners.put(pattern, route.getKey());
                if (pattern.equals(ALL)) {
                    otherwise = route.getValue();
                } else if (pattern.endsWith(ALL)) {
                    byPrefix.put(pattern.substring(0, pattern.length() - 1), route.getValue());
                } else {
                    exact.put(pattern, route.getValue());
                }
            }
        }
        return new RouteTypes<>(exact, byPrefix, otherwise);
    }

    private static void check(String name, String pattern, Map<String, String> owners) {
        String key = RouteSettings.typesKey(name);
        int star = pattern.indexOf(ALL);
        if (pattern.codePointCount(0, pattern.length()) > MessageType.MAX_LENGTH
                || star >= 0 && star != pattern.length() - 1 || star > 0 && pattern.charAt(star - 1) != '.') {
            throw new InvalidSettingException(key, pattern,
                    "must be a type such as order.create, a prefix such as order.*, or *");
        }
        if (isReserved(pattern)) {
            throw new InvalidSettingException(key, pattern, "must not be a type that the protocol reserves");
        }
        owners.forEach((other, owner) -> {
            if (!owner.equals(name) && overlap(pattern, other)) {
                throw new InvalidSettingException(key, pattern,
                        "must not be taken twice: " + RouteSettings.typesKey(owner) + "=" + other + " takes it too");
            }
        });
    }

    // * is what no other takes, so it overlaps only with itself.
    private static boolean overlap(String one, String other) {
        return one.equals(other) || covers(one, other) || covers(other, one);
    }

    private static boolean covers(String prefix, String pattern) {
        return prefix.length() > 1 && prefix.endsWith(ALL) && !pattern.equals(ALL)
                && pattern.startsWith(prefix.substring(0, prefix.length() - 1));
    }

    /** {@return the route that takes a type, or empty} */
    Optional<R> find(String type) {
        if (isReserved(type)) {
            return Optional.empty();
        }
        R found = exact.get(type);
        for (int dot = type.lastIndexOf('.'); found == null && dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
            found = byPrefix.get(type.substring(0, dot + 1));
        }
        return Optional.ofNullable(found == null ? otherwise : found);
    }
}
