package io.wirescope.socket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A request with the header that names its {@link Handshake}. */
final class MarkedRequest extends HttpServletRequestWrapper {

    private final String key;

    MarkedRequest(HttpServletRequest request, String key) {
        super(request);
        this.key = key;
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
