package io.wirescope.internal.socket;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Guards the connection of a handshake that {@link HandshakeFilter} let through. */
public class UpgradeFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient UpgradeGuards guards;

    /** @param guards makes the guards */
    @Inject
    public UpgradeFilter(UpgradeGuards guards) {
        this.guards = guards;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String key = request.getHeader(PendingHandshakes.HEADER);
        try {
            chain.doFilter(guards.put(key, request), response);
        } finally {
            guards.remove(key);
        }
    }
}
