package io.wirescope.internal.socket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request as the WebSocket engine gets it: with the header that names its {@link Handshake}, and a path and a query
 * that are a URI's.
 */
final class MarkedRequest extends HttpServletRequestWrapper {

    private final String key;

    MarkedRequest(HttpServletRequest request, String key) {
        super(request);
        this.key = key;
    }

    @Override
    public String getRequestURI() {
        return EngineTarget.path(super.getRequestURI());
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = super.getRequestURL();
        String path = super.getRequestURI();
        int at = url.length() - path.length();
        return at > 0 && url.indexOf(path, at) == at ? url.replace(at, url.length(), getRequestURI()) : url;
    }

    @Override
    public String getQueryString() {
        return EngineTarget.query(super.getQueryString());
    }

    // Read here, since containers log or refuse what they can't decode.
    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> all = new LinkedHashMap<>();
        EngineTarget.parameters(super.getQueryString())
                .forEach((name, values) -> all.put(name, values.toArray(String[]::new)));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public String[] getParameterValues(String name) {
        return getParameterMap().get(name);
    }

    @Override
    public String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
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
