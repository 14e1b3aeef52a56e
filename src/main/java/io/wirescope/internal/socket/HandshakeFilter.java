package io.wirescope.internal.socket;

import io.wirescope.connection.AdmissionRefusal;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.cluster.ClusterDelivery;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.OriginPolicy;
import io.wirescope.internal.http.StatusError;
import io.wirescope.internal.legacy.LegacyUsage;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Decides on every handshake before the upgrade, where it can still be refused with a status and a JSON
 * body (contract, section 1). Mapped to everything (web.xml), since an engine may read {@code /ws/..} as one of its
 * addresses where the container reads {@code /}; requests of other paths are passed on.
 *
 * <p>A refusal is an {@code http.request} event.
 */
public class HandshakeFilter extends HttpFilter {

    private static final String SOCKET_VERSION = "13";

    private static final HandshakeRefusal UPGRADE_REQUIRED = HandshakeRefusal.of(426,
            ErrorBody.of("UPGRADE_REQUIRED", "This address speaks WebSocket, version " + SOCKET_VERSION));

    /** One of the checks: gives a refusal, or empty where it has nothing against a handshake. */
    @FunctionalInterface
    private interface Check {

        Optional<HandshakeRefusal> refusal(HandshakeAttempt attempt);
    }

    private final transient ConnectionRegistry registry;
    private final transient OriginPolicy origins;
    private final transient PendingHandshakes pending;
    private final transient LegacyNotice legacy;
    private final transient LegacyUsage usage;
    private final transient ObservabilityEventBus bus;
    private final transient Clock clock;
    private final transient ClusterDelivery cluster;

    /** In the order in which they are made; the first that refuses is answered. */
    private final transient List<Check> checks = List.of(this::otherMethod, this::repeatedField, this::foreignOrigin,
            this::noClientId, this::legacyGone, this::notAnUpgrade, this::otherVersion, this::noHost, this::badKey,
            this::badExtensions, this::noPlace, this::noEngine);

    @Inject
    HandshakeFilter(ConnectionRegistry registry, OriginPolicy origins, PendingHandshakes pending,
            LegacyNotice legacy, LegacyUsage usage, ObservabilityEventBus bus, Clock clock,
            ClusterDelivery cluster) {
        this.registry = registry;
        this.origins = origins;
        this.pending = pending;
        this.legacy = legacy;
        this.usage = usage;
        this.bus = bus;
        this.clock = clock;
        this.cluster = cluster;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!SocketRoute.isBelowRoot(path) && !SocketRoute.isBelowRoot(mappedPath(request))) {
            chain.doFilter(request, response);
            return;
        }
        Optional<SocketRoute> route = SocketRoute.of(path);
        if (route.isEmpty()) {
            refuse(request, response, "/ws", HandshakeRefusal.of(404, StatusError.of(404)));
            return;
        }
        HandshakeAttempt attempt = new HandshakeAttempt(route.get(), request);
        if (attempt.isLegacy()) {
            legacy.addTo(response, attempt.clientId());
        }
        Optional<HandshakeRefusal> refusal = refusal(attempt);
        if (refusal.isPresent()) {
            refuse(request, response, attempt.pattern(), refusal.get());
        } else {
            upgrade(attempt.handshake(), attempt.plainUpgrade(), response, chain);
        }
    }

    // As the container reads it: decoded, without parameters and dot segments.
    private static String mappedPath(HttpServletRequest request) {
        return request.getPathInfo() == null ? request.getServletPath()
                : request.getServletPath() + request.getPathInfo();
    }

    private Optional<HandshakeRefusal> refusal(HandshakeAttempt attempt) {
        return checks.stream().flatMap(check -> check.refusal(attempt).stream()).findFirst();
    }

    private Optional<HandshakeRefusal> otherMethod(HandshakeAttempt attempt) {
        return attempt.method().equals("GET") ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(405, StatusError.of(405)).with("Allow", "GET"));
    }

    private Optional<HandshakeRefusal> repeatedField(HandshakeAttempt attempt) {
        return attempt.repeatedField().map(name -> HandshakeRefusal.of(400,
                ErrorBody.of("BAD_HANDSHAKE", name + " must not appear more than once")));
    }

    private Optional<HandshakeRefusal> foreignOrigin(HandshakeAttempt attempt) {
        return !attempt.isUpgrade() || origins.allows(attempt.header("Origin"), attempt.header("Host"))
                ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(403,
                        ErrorBody.of("ORIGIN_NOT_ALLOWED", "Pages of this origin may not connect here")));
    }

    private Optional<HandshakeRefusal> noClientId(HandshakeAttempt attempt) {
        return attempt.clientId().isPresent() ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(422, new ErrorBody(ErrorCode.INVALID_CLIENT_ID.name(),
                        attempt.clientIdRule(), JsonFormat.object().add("parameter", "client_id").build())));
    }

    private Optional<HandshakeRefusal> legacyGone(HandshakeAttempt attempt) {
        if (!attempt.isLegacy()) {
            return Optional.empty();
        }
        Optional<HandshakeRefusal> gone = attempt.clientId().flatMap(legacy::refusal);
        if (gone.isPresent() && attempt.isUpgrade()) {
            attempt.clientId().ifPresent(clientId -> usage.refused(attempt.pattern(), clientId,
                    attempt.clientAddress(), attempt.userAgent()));
        }
        return gone;
    }

    // With Connection: close, or Payara treats the response as an upgrade and leaves it open.
    private Optional<HandshakeRefusal> notAnUpgrade(HandshakeAttempt attempt) {
        return attempt.isUpgrade() ? Optional.empty()
                : Optional.of(UPGRADE_REQUIRED.with("Upgrade", "websocket").with("Connection", "close"));
    }

    // Only HTTP/1.0 comes without; engines need it (RFC 6455, section 4.2.1).
    private Optional<HandshakeRefusal> noHost(HandshakeAttempt attempt) {
        return attempt.header("Host") != null ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(400,
                        ErrorBody.of("BAD_HANDSHAKE", "Host is required")));
    }

    // Without Upgrade: with it, Payara leaves the Content-Type out.
    private Optional<HandshakeRefusal> otherVersion(HandshakeAttempt attempt) {
        return SOCKET_VERSION.equals(attempt.header("Sec-WebSocket-Version")) ? Optional.empty()
                : Optional.of(UPGRADE_REQUIRED.with("Sec-WebSocket-Version", SOCKET_VERSION));
    }

    private Optional<HandshakeRefusal> badKey(HandshakeAttempt attempt) {
        return isKey(attempt.header("Sec-WebSocket-Key")) ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(400,
                        ErrorBody.of("BAD_HANDSHAKE", "Sec-WebSocket-Key must be 16 bytes in Base64")));
    }

    // Open Liberty would answer with an empty 400.
    private Optional<HandshakeRefusal> badExtensions(HandshakeAttempt attempt) {
        return attempt.hasReadableExtensions() ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(400, ErrorBody.of("BAD_HANDSHAKE",
                        "Sec-WebSocket-Extensions must follow RFC 6455, section 9.1")));
    }

    private Optional<HandshakeRefusal> noPlace(HandshakeAttempt attempt) {
        return attempt.clientId().flatMap(clientId -> registry.admission().refusal(clientId, attempt.clientAddress()))
                .map(this::refusal);
    }

    // What the envelope promises needs the engine; the others are in no channel that it has.
    private Optional<HandshakeRefusal> noEngine(HandshakeAttempt attempt) {
        return attempt.isLegacy() || !cluster.isAway() ? Optional.empty()
                : Optional.of(HandshakeRefusal.of(503, ErrorBody.of(ErrorCode.ENGINE_UNAVAILABLE.name(),
                        "The channels can't be reached now; connect to another server, or later"))
                        .with("Retry-After", Long.toString(registry.config().retryAfter().toSeconds())));
    }

    private HandshakeRefusal refusal(AdmissionRefusal reason) {
        registry.admission().countRefusal(reason);
        HandshakeRefusal refusal = switch (reason) {
            case DRAINING -> HandshakeRefusal.of(503,
                    ErrorBody.of("DRAINING", "The server is draining; connect to another"));
            case SERVER_LIMIT -> HandshakeRefusal.of(503,
                    ErrorBody.of("CONNECTION_LIMIT", "Connection limit reached"));
            case CLIENT_LIMIT -> HandshakeRefusal.of(429,
                    ErrorBody.of("CLIENT_CONNECTION_LIMIT", "Connection limit of this client reached"));
            case ADDRESS_LIMIT -> HandshakeRefusal.of(429,
                    ErrorBody.of("ADDRESS_CONNECTION_LIMIT", "Connection limit of this address reached"));
        };
        return refusal.with("Retry-After", Long.toString(registry.config().retryAfter().toSeconds()));
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

    private void refuse(HttpServletRequest request, HttpServletResponse response, String route,
            HandshakeRefusal refusal) throws IOException {
        Exchange exchange = Exchange.of(request);
        exchange.publish(bus, request.getMethod(), request.getRequestURI(), route, refusal.status());
        refusal.headers().forEach(response::setHeader);
        refusal.error().send(response, refusal.status(), exchange.requestId(), clock.instant());
    }

    // With its padding (RFC 4648, section 3.2), which Java's decoder does not ask for and Open Liberty does.
    private static boolean isKey(String key) {
        try {
            return key != null && key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
