package io.wirescope.internal.socket;

import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.ServletFakes;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.Credential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A handshake from 10.0.0.1 and what it is answered: the few servlet methods that the filter calls; others fail. */
final class HandshakeExchange {

    private final String path;
    private final String query;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ServletFakes.Answer answer = new ServletFakes.Answer();
    private String method = "GET";
    private Authentication authentication = new Authentication(Caller.LOOPBACK, Credential.good(Caller.LOOPBACK));

    /** An upgrade that nothing is wrong with. */
    HandshakeExchange(String path, String query) {
        this.path = path;
        this.query = query;
        with("Host", "localhost:8080").with("Upgrade", "websocket").with("Connection", "keep-alive, Upgrade")
                .with("Sec-WebSocket-Version", "13").with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    HandshakeExchange with(String header, String value) {
        headers.put(header, List.of(value));
        return this;
    }

    /** Adds a line of a header. */
    HandshakeExchange and(String header, String value) {
        List<String> lines = new ArrayList<>(headers.getOrDefault(header, List.of()));
        lines.add(value);
        headers.put(header, lines);
        return this;
    }

    HandshakeExchange without(String header) {
        headers.remove(header);
        return this;
    }

    /** Says what the filter before it found out. */
    HandshakeExchange from(Credential credential) {
        authentication = new Authentication(credential.caller() == null ? Caller.NOBODY : credential.caller(), credential);
        return this;
    }

    HandshakeExchange method(String other) {
        method = other;
        return this;
    }

    HttpServletRequest request() {
        return ServletFakes.fake(HttpServletRequest.class, (proxy, called, args) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getContextPath" -> "";
            case "getRequestURI", "getServletPath" -> path;
            case "getPathInfo" -> null;
            case "getQueryString" -> query;
            case "getHeader" -> headers.getOrDefault((String) args[0], Arrays.asList((String) null)).get(0);
            case "getHeaders" -> Collections.enumeration(headers.getOrDefault((String) args[0], List.of()));
            case "getHeaderNames" -> Collections.enumeration(headers.keySet());
            case "getAttribute" -> args[0].equals(Exchange.class.getName())
                    ? new Exchange("http-request", null, null, "10.0.0.1", 0)
                    : args[0].equals(Authentication.class.getName()) ? authentication : null;
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }

    HttpServletResponse response() {
        return answer.response();
    }

    /** {@return the status of a refusal, or 200} */
    int status() {
        return answer.status();
    }

    Map<String, String> answered() {
        return answer.headers();
    }

    String body() {
        return answer.text();
    }
}
