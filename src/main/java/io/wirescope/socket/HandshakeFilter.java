package io.wirescope.socket;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.NoPlace;
import io.wirescope.connection.Protocol;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.http.ErrorBody;
import io.wirescope.http.Exchange;
import io.wirescope.http.StatusError;
import io.wirescope.legacy.LegacyUsage;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides on every handshake before the upgrade, where it can still be refused with a status and a JSON
 * body (contract, section 1). Mapped to {@code /ws/*} (web.xml).
 *
 * <p>A refusal is an {@code http.request} event.
 */
public class HandshakeFilter extends HttpFilter {

    private static final String SOCKET_VERSION = "13";

    private final transient ConnectionRegistry registry;
    private final transient OriginPolicy origins;
    private final transient PendingHandshakes pending;
    private final transient LegacyNotice legacy;
    private final transient LegacyUsage usage;
    private final transient ObservabilityEventBus bus;
    private final transient Clock clock;

    @Inject
    HandshakeFilter(ConnectionRegistry registry, OriginPolicy origins, PendingHandshakes pending,
            LegacyNotice legacy, LegacyUsage usage, ObservabilityEventBus bus, Clock clock) {
        this.registry = registry;
        this.origins = origins;
        this.pending = pending;
        this.legacy = legacy;
        this.usage = usage;
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Optional<SocketRoute> route = SocketRoute.of(path);
        if (route.isEmpty()) {
            refuse(request, response, "/ws", 404, StatusError.of(404));
            return;
        }
        Optional<Handshake> handshake = decide(route.get(), request, response);
        if (handshake.isPresent()) {
            upgrade(handshake.get(), request, response, chain);
        }
    }

    private Optional<Handshake> decide(SocketRoute route, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HandshakeReader reader = new HandshakeReader(route, request.getQueryString(), Exchange.of(request),
                request.getHeader("User-Agent"));
        Optional<String> clientId = reader.clientId();
        boolean upgrade = isUpgrade(request);
        if (route.protocol() == Protocol.RAW) {
            legacy.addTo(response, clientId);
        }
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            refuse(request, response, route.pattern(), 405, StatusError.of(405));
        } else if (upgrade && !origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
            refuse(request, response, route.pattern(), 403,
                    ErrorBody.of("ORIGIN_NOT_ALLOWED", "Pages of this origin may not connect here"));
        } else if (clientId.isEmpty()) {
            refuse(request, response, route.pattern(), 422, new ErrorBody("INVALID_CLIENT_ID", reader.clientIdRule(),
                    JsonFormat.object().add("parameter", "client_id").build()));
        } else if (isLegacyGone(route, reader, clientId.get(), request, response)) {
            return Optional.empty();
        } else if (!upgrade) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "close"); // or Payara takes the answer for an upgrade and leaves it open
            refuse(request, response, route.pattern(), 426,
                    ErrorBody.of("UPGRADE_REQUIRED", "This address speaks WebSocket, version 13"));
        } else if (!SOCKET_VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
            // Without Upgrade: with it, Payara leaves the Content-Type out.
            response.setHeader("Sec-WebSocket-Version", SOCKET_VERSION);
            refuse(request, response, route.pattern(), 426,
                    ErrorBody.of("UPGRADE_REQUIRED", "This address speaks WebSocket, version 13"));
        } else if (!isKey(request.getHeader("Sec-WebSocket-Key"))) {
            refuse(request, response, route.pattern(), 400,
                    ErrorBody.of("BAD_HANDSHAKE", "Sec-WebSocket-Key must be 16 bytes in Base64"));
        } else {
            Optional<NoPlace> refusal = registry.refusal(clientId.get(), Exchange.of(request).clientAddress());
            if (refusal.isEmpty()) {
                return clientId.map(reader::read);
            }
            turnAway(refusal.get(), request, response, route.pattern());
        }
        return Optional.empty();
    }

    private boolean isLegacyGone(SocketRoute route, HandshakeReader reader, String clientId,
            HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ErrorBody> gone = route.protocol() == Protocol.RAW ? legacy.refusal(response, clientId)
                : Optional.empty();
        if (gone.isPresent()) {
            if (isUpgrade(request)) {
                usage.refused(route.pattern(), clientId, Exchange.of(request).clientAddress(),
                        reader.userAgent());
            }
            refuse(request, response, route.pattern(), 410, gone.get());
        }
        return gone.isPresent();
    }

    private void turnAway(NoPlace reason, HttpServletRequest request, HttpServletResponse response, String route)
            throws IOException {
        registry.refused(reason);
        response.setHeader("Retry-After", Long.toString(registry.config().retryAfter().toSeconds()));
        switch (reason) {
            case DRAINING -> refuse(request, response, route, 503,
                    ErrorBody.of("DRAINING", "The server is going down; connect to another"));
            case SERVER_LIMIT -> refuse(request, response, route, 503,
                    ErrorBody.of("CONNECTION_LIMIT", "The server has as many connections as it takes"));
            case CLIENT_LIMIT -> refuse(request, response, route, 429,
                    ErrorBody.of("CLIENT_CONNECTION_LIMIT", "This client has as many connections as one may have"));
            case ADDRESS_LIMIT -> refuse(request, response, route, 429,
                    ErrorBody.of("ADDRESS_CONNECTION_LIMIT", "This address has as many connections as one may have"));
        }
    }

    private void upgrade(Handshake handshake, HttpServletRequest request, HttpServletResponse response,
            FilterChain chain) throws IOException, ServletException {
        String key = pending.put(handshake);
        try {
            chain.doFilter(new MarkedRequest(request, key), response);
        } finally {
            pending.remove(key);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String route, int status,
            ErrorBody error) throws IOException {
        Exchange exchange = Exchange.of(request);
        exchange.publish(bus, request.getMethod(), request.getRequestURI(), route, status);
        error.send(response, status, exchange.requestId(), clock.instant());
    }

    private static boolean isUpgrade(HttpServletRequest request) {
        return hasToken(request.getHeader("Upgrade"), "websocket")
                && hasToken(request.getHeader("Connection"), "upgrade");
    }

    private static boolean hasToken(String header, String token) {
        return header != null && Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                .anyMatch(part -> part.strip().equals(token));
    }

    private static boolean isKey(String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
