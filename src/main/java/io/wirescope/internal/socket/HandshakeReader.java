package io.wirescope.internal.socket;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.Excerpt;
import io.wirescope.envelope.Identifier;
import io.wirescope.internal.conversation.Refusal;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.identity.Caller;
import java.util.Optional;

/** Reads what a client said in its handshake (contract, section 1). */
final class HandshakeReader {

    /** Code points of a hostile value that fit into a close reason. */
    private static final int MAX_SHOWN = 20;

    /** Characters of a User-Agent that are kept: headers may have 32 KiB, and the ledger remembers many clients. */
    private static final int MAX_USER_AGENT = 256;

    private final SocketRoute route;
    private final Query query;
    private final Exchange exchange;
    private final String userAgent;
    private final Caller caller;

    HandshakeReader(SocketRoute route, String rawQuery, Exchange exchange, String userAgent, Caller caller) {
        this.route = route;
        this.query = new Query(rawQuery);
        this.exchange = exchange;
        this.caller = caller;
        this.userAgent = userAgent == null || userAgent.length() <= MAX_USER_AGENT ? userAgent : cut(userAgent);
    }

    private static String cut(String userAgent) {
        boolean splitsPair = Character.isSurrogatePair(userAgent.charAt(MAX_USER_AGENT - 1),
                userAgent.charAt(MAX_USER_AGENT));
        return userAgent.substring(0, splitsPair ? MAX_USER_AGENT - 1 : MAX_USER_AGENT);
    }

    /** {@return what its User-Agent said, as much as is kept of it, or null} */
    String userAgent() {
        return userAgent;
    }

    /** {@return the client's id, or empty where there is none that could be used} */
    Optional<String> clientId() {
        Optional<String> id = route.encodedClientId() == null
                ? query.single("client_id")
                : Query.decode(route.encodedClientId(), false);
        return id.filter(Identifier::isValid).filter(value -> !isReserved(value));
    }

    // /ws/client is the envelope address, however it is spelled: containers pass over what follows a ';'.
    private boolean isReserved(String id) {
        return route.pattern().equals(AddressPattern.ORIGINAL) && (id.equals("client") || id.startsWith("client;"));
    }

    /** {@return what is wrong where {@link #clientId} is empty} */
    String clientIdRule() {
        if (route.encodedClientId() != null) {
            return "The client id in " + route.pattern() + " " + Identifier.RULE
                    + (route.pattern().equals(AddressPattern.ORIGINAL)
                    ? ", and must not be 'client': " + AddressPattern.CLIENT + " is the envelope address" : "");
        }
        String rule = query.has("client_id")
                ? "The query parameter client_id must appear exactly once and " + Identifier.RULE
                : "The query parameter client_id is required";
        return rule + "; a raw client with the id 'client' must connect to /ws/legacy/client:"
                + " it is not reachable at " + AddressPattern.ORIGINAL;
    }

    /** {@return the handshake of a client whose id is usable} */
    Handshake read(String clientId) {
        boolean enveloped = route.protocol() == Protocol.ENVELOPE;
        Optional<Role> role = enveloped && query.has("role") ? query.single("role").flatMap(Role::of)
                : Optional.of(Role.FRONTEND);
        Peer peer = new Peer(clientId, role.orElse(Role.FRONTEND), route.protocol(), route.pattern(), requestId(),
                exchange.caller(), exchange.clientAddress(), userAgent,
                enveloped && query.single("compat").filter("flat"::equals).isPresent(), caller);
        return enveloped ? new Handshake(peer, new ResumeRequest(query.all("session"), query.all("position")),
                refusal(role)) : new Handshake(peer, ResumeRequest.NONE, null);
    }

    private String requestId() {
        return query.single("correlationId").filter(Identifier::isValid).orElse(exchange.requestId());
    }

    private Refusal refusal(Optional<Role> role) {
        if (query.has("version") && !query.single("version").filter("1"::equals).isPresent()) {
            return new Refusal(ErrorCode.UNSUPPORTED_VERSION, CloseCode.UNSUPPORTED_VERSION,
                    "Unsupported version " + shown("version") + ", expected " + Envelope.VERSION);
        }
        return role.isPresent() ? null : new Refusal(ErrorCode.INVALID_ROLE, CloseCode.INVALID_ROLE,
                "Invalid role " + shown("role"));
    }

    // It goes into a close frame, which holds 123 bytes (RFC 6455, section 5.5).
    private String shown(String parameter) {
        return Excerpt.of(query.shown(parameter).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?"), MAX_SHOWN);
    }
}
