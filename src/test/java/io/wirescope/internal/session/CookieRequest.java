package io.wirescope.internal.session;

import io.wirescope.internal.http.ServletFakes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request, of which sources of credentials look at the headers; other methods fail. */
final class CookieRequest {

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String method = "GET";
    private boolean secure;

    CookieRequest() {
        with("Host", "gateway.example:8080");
    }

    CookieRequest with(String header, String value) {
        headers.computeIfAbsent(header, key -> new ArrayList<>()).add(value);
        return this;
    }

    CookieRequest method(String other) {
        method = other;
        return this;
    }

    CookieRequest secure() {
        secure = true;
        return this;
    }

    HttpServletRequest request() {
        return ServletFakes.fake(HttpServletRequest.class, (proxy, called, args) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "isSecure" -> secure;
            case "getHeader" -> headers.containsKey((String) args[0]) ? headers.get((String) args[0]).get(0) : null;
            case "getHeaders" -> Collections.enumeration(headers.getOrDefault((String) args[0], List.of()));
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }
}
