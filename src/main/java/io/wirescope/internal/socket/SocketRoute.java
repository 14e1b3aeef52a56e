package io.wirescope.internal.socket;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.Protocol;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which of the three addresses a path names. Decided here, once: containers differ over empty segments,
 * slashes at the end and encoded slashes.
 *
 * @param pattern         the address pattern
 * @param protocol        how messages look there
 * @param encodedClientId the client id as it is in the path, or null where the query has it
 */
record SocketRoute(String pattern, Protocol protocol, String encodedClientId) {

    // Also with parameters behind, and with escapes, as containers and URL parsers read it.
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:\\.|%2[eE]){1,2}(?:;.*)?");

    private static final String ROOT = "/ws/";
    private static final String LEGACY_ROOT = "/ws/legacy/";

    /**
     * Finds the route of a path.
     *
     * @param path the encoded path, without the context path
     * @return empty where there is no such address
     */
    static Optional<SocketRoute> of(String path) {
        if (path.equals(AddressPattern.CLIENT)) {
            return Optional.of(new SocketRoute(AddressPattern.CLIENT, Protocol.ENVELOPE, null));
        }
        if (path.startsWith(LEGACY_ROOT)) {
            return raw(AddressPattern.LEGACY, path.substring(LEGACY_ROOT.length()));
        }
        return path.startsWith(ROOT) ? raw(AddressPattern.ORIGINAL, path.substring(ROOT.length())) : Optional.empty();
    }

    /**
     * {@return whether a path belongs to the WebSocket addresses, be it one of them or none}
     *
     * @param path encoded or decoded, without the context path
     */
    static boolean isBelowRoot(String path) {
        return path.startsWith(ROOT) || path.equals("/ws");
    }

    private static Optional<SocketRoute> raw(String pattern, String segment) {
        return segment.contains("/") || DOT_SEGMENT.matcher(segment).matches() ? Optional.empty()
                : Optional.of(new SocketRoute(pattern, Protocol.RAW, segment));
    }
}
