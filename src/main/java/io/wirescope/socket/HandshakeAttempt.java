package io.wirescope.socket;

import io.wirescope.connection.Protocol;
import io.wirescope.http.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A request at one of the WebSocket addresses, before it is known whether it goes on to the upgrade. */
final class HandshakeAttempt {

    private final SocketRoute route;
    private final HttpServletRequest request;
    private final HandshakeReader reader;
    private final Optional<String> clientId;

    HandshakeAttempt(SocketRoute route, HttpServletRequest request) {
        this.route = route;
        this.request = request;
        this.reader = new HandshakeReader(route, request.getQueryString(), Exchange.of(request),
                request.getHeader("User-Agent"));
        this.clientId = reader.clientId();
    }

    String pattern() {
        return route.pattern();
    }

    boolean isLegacy() {
        return route.protocol() == Protocol.RAW;
    }

    boolean isUpgrade() {
        return hasToken("Upgrade", "websocket") && hasToken("Connection", "upgrade");
    }

    private boolean hasToken(String header, String token) {
        String value = header(header);
        return value != null && Arrays.stream(value.toLowerCase(Locale.ROOT).split(","))
                .anyMatch(part -> part.strip().equals(token));
    }

    String method() {
        return request.getMethod();
    }

    /** {@return a header's value, or null} */
    String header(String name) {
        return request.getHeader(name);
    }

    /** {@return the client's id, or empty where there is none that could be used} */
    Optional<String> clientId() {
        return clientId;
    }

    /** {@return what is wrong where {@link #clientId} is empty} */
    String clientIdRule() {
        return reader.clientIdRule();
    }

    String clientAddress() {
        return Exchange.of(request).clientAddress();
    }

    /** {@return what its User-Agent said, as much as is kept of it, or null} */
    String userAgent() {
        return reader.userAgent();
    }

    /** {@return what it said of itself; only where there is a client id} */
    Handshake handshake() {
        return reader.read(clientId.orElseThrow());
    }
}
