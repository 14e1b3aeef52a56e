package io.wirescope.socket;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A request as the WebSocket engine gets it: with the header that names its {@link Handshake}, and an upgrade that
 * no peer can block.
 */
final class MarkedRequest extends HttpServletRequestWrapper {

    private final HttpServletRequest request;
    private final String key;
    private final TyrusUpgrade upgrade;

    MarkedRequest(HttpServletRequest request, String key, TyrusUpgrade upgrade) {
        super(request);
        this.request = request;
        this.key = key;
        this.upgrade = upgrade;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) throws IOException, ServletException {
        return upgrade.upgrade(request, handler);
    }

    @Override
    public String getHeader(String name) {
        return isMark(name) ? key : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isMark(name) ? Collections.enumeration(List.of(key)) : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>();
        for (String name : Collections.list(super.getHeaderNames())) {
            if (!isMark(name)) {
                names.add(name);
            }
        }
        names.add(PendingHandshakes.HEADER);
        return Collections.enumeration(names);
    }

    private static boolean isMark(String name) {
        return PendingHandshakes.HEADER.equalsIgnoreCase(name);
    }
}
