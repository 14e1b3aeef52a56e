package io.wirescope.internal.socket;

import io.wirescope.internal.http.HeaderFields;
import io.wirescope.internal.security.Subprotocols;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An upgrade in its plainest form, for the engine that makes it. Engines read less than RFC 9110 allows: Payara and Open
 * Liberty only {@code Upgrade: websocket} without other protocols, all three only the first line of {@code Connection}.
 * And Open Liberty looks for the endpoint by the decoded path, where a client id may have slashes.
 * A token among the subprotocols is left out: nobody needs it any more, and engines log what they get.
 */
final class NormalizedUpgrade extends HttpServletRequestWrapper {

    private final Map<String, String> plain = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String path;

    /**
     * @param request one that was found to be an upgrade
     * @param pattern the pattern of its address
     * @param key     its {@code Sec-WebSocket-Key}
     */
    NormalizedUpgrade(HttpServletRequest request, String pattern, String key) {
        super(request);
        path = pattern.replace("{client_id}", "-"); // the endpoint has the id from the handshake
        plain.put("Upgrade", "websocket");
        plain.put("Connection", "Upgrade");
        plain.put("Sec-WebSocket-Version", "13");
        plain.put("Sec-WebSocket-Key", key);
        List<String> offered = Subprotocols.withoutTokens(new HeaderFields(request).list(Subprotocols.HEADER));
        plain.put(Subprotocols.HEADER, offered.isEmpty() ? null : String.join(", ", offered));
    }

    @Override
    public String getHeader(String name) {
        return plain.containsKey(name) ? plain.get(name) : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (!plain.containsKey(name)) {
            return super.getHeaders(name);
        }
        return plain.get(name) == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(plain.get(name)));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>(plain.keySet());
        names.removeIf(name -> plain.get(name) == null);
        Collections.list(super.getHeaderNames()).stream().filter(name -> !plain.containsKey(name)).forEach(names::add);
        return Collections.enumeration(names);
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public String getPathInfo() {
        return null;
    }
}
