package io.wirescope.socket;

import io.wirescope.connection.Protocol;
import java.util.Optional;

/**
 * Which of the three addresses a path names. Decided here, once: containers differ over empty segments,
 * slashes at the end and encoded slashes.
 *
 * @param pattern         the address pattern
 * @param protocol        how messages look there
 * @param encodedClientId the client id as it stands in the path, or null where the query has it
 */
record SocketRoute(String pattern, Protocol protocol, String encodedClientId) {

    static final String CLIENT = "/ws/client";
    static final String LEGACY = "/ws/legacy/{client_id}";
    static final String ORIGINAL = "/ws/{client_id}";

    private static final String ROOT = "/ws/";
    private static final String LEGACY_ROOT = "/ws/legacy/";

    /**
     * Finds the route of a path.
     *
     * @param path the encoded path, without the context path
     * @return empty where there is no such address
     */
    static Optional<SocketRoute> of(String path) {
        if (path.equals(CLIENT)) {
            return Optional.of(new SocketRoute(CLIENT, Protocol.ENVELOPE, null));
        }
        if (path.startsWith(LEGACY_ROOT)) {
            return raw(LEGACY, path.substring(LEGACY_ROOT.length()));
        }
        return path.startsWith(ROOT) ? raw(ORIGINAL, path.substring(ROOT.length())) : Optional.empty();
    }

    private static Optional<SocketRoute> raw(String pattern, String segment) {
        return segment.contains("/") ? Optional.empty()
                : Optional.of(new SocketRoute(pattern, Protocol.RAW, segment));
    }
}
