package io.wirescope.internal.socket;

import io.wirescope.connection.Protocol;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.HeaderFields;
import io.wirescope.internal.security.Authentication;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request at one of the WebSocket addresses, before it is known whether it proceeds to the upgrade. */
final class HandshakeAttempt {

    /** Fields that are no lists: a second line makes a handshake say two things (RFC 9110, section 5.3). */
    private static final List<String> SINGLE =
            List.of("Host", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version");

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** One extension with its parameters (RFC 6455, section 9.1). */
    private static final Pattern EXTENSION = Pattern.compile(TOKEN + "(?:[ \\t]*;[ \\t]*" + TOKEN
            + "(?:[ \\t]*=[ \\t]*(?:" + TOKEN + "|\"" + TOKEN + "\"))?)*+");

    private final SocketRoute route;
    private final HttpServletRequest request;
    private final HeaderFields fields;
    private final HandshakeReader reader;
    private final Optional<String> clientId;

    HandshakeAttempt(SocketRoute route, HttpServletRequest request) {
        this.route = route;
        this.request = request;
        this.fields = new HeaderFields(request);
        this.reader = new HandshakeReader(route, request.getQueryString(), Exchange.of(request),
                request.getHeader("User-Agent"), Authentication.callerOf(request));
        this.clientId = reader.clientId();
    }

    String pattern() {
        return route.pattern();
    }

    boolean isLegacy() {
        return route.protocol() == Protocol.RAW;
    }

    boolean isUpgrade() {
        return fields.hasToken("Upgrade", "websocket") && fields.hasToken("Connection", "upgrade");
    }

    /** {@return the first field that has several lines and may have only one} */
    Optional<String> repeatedField() {
        return SINGLE.stream().filter(name -> fields.lines(name).size() > 1).findFirst();
    }

    /** {@return whether the extensions that it offers, of which the server accepts none, are well-formed} */
    boolean hasReadableExtensions() {
        return fields.list("Sec-WebSocket-Extensions").stream().allMatch(each -> EXTENSION.matcher(each).matches());
    }

    /** {@return the request in the form that every engine accepts; only of an upgrade whose fields are right} */
    HttpServletRequest plainUpgrade() {
        return new NormalizedUpgrade(request, route.pattern(), header("Sec-WebSocket-Key"));
    }

    String method() {
        return request.getMethod();
    }

    /** {@return the value of a field that is no list, or null} */
    String header(String name) {
        return fields.single(name).orElse(null);
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

    /** {@return the request as it came} */
    HttpServletRequest request() {
        return request;
    }

    /** {@return who asks} */
    Authentication authentication() {
        return Authentication.of(request);
    }

    /** {@return what it said of itself; only where there is a client id} */
    Handshake handshake() {
        return reader.read(clientId.orElseThrow());
    }
}
