package io.wirescope.internal.socket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a request's path and query as RFC 3986 has them. Browsers and HTTP libraries leave characters such as
 * {@code |} or a broken {@code %} as they are, and a WebSocket engine that reads them as a URI fails, some after
 * the upgrade. What is encoded decodes to what came.
 */
final class EngineTarget {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    // RFC 3986, section 3.3 and 3.4
    private static final BitSet PATH = set("-._~!$&'()*+,;=:@/");
    private static final BitSet QUERY = set("-._~!$&'()*+,;=:@/?");

    private EngineTarget() {
    }

    private static BitSet set(String marks) {
        BitSet set = new BitSet();
        set.set('a', 'z' + 1);
        set.set('A', 'Z' + 1);
        set.set('0', '9' + 1);
        marks.chars().forEach(set::set);
        return set;
    }

    /**
     * {@return a path that every URI parser accepts}
     *
     * @param path as it came, a character for each octet
     */
    static String path(String path) {
        return encoded(path, PATH);
    }

    /**
     * {@return a query that every URI parser accepts}
     *
     * @param query as it came, a character for each octet, or null
     */
    static String query(String query) {
        return query == null ? null : encoded(query, QUERY);
    }

    /**
     * {@return the parameters of a query, decoded; an octet sequence that is not UTF-8 becomes U+FFFD}
     *
     * @param query as it came, or null
     */
    static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query(query).split("&")) {
                int equals = pair.indexOf('=');
                if (!pair.isEmpty()) {
                    parameters.computeIfAbsent(decoded(equals < 0 ? pair : pair.substring(0, equals)),
                            name -> new ArrayList<>(1)).add(decoded(equals < 0 ? "" : pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text, BitSet allowed) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (allowed.get(c) || c == '%' && isEscape(text, i)) {
                encoded.append(c);
            } else if (c <= 0xff) {
                escape(encoded, (byte) c);
            } else {
                i += escapeDecoded(encoded, text.codePointAt(i));
            }
        }
        return encoded.toString();
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    // No octet: the container has decoded it.
    private static int escapeDecoded(StringBuilder encoded, int codePoint) {
        for (byte octet : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            escape(encoded, octet);
        }
        return Character.charCount(codePoint) - 1;
    }

    private static void escape(StringBuilder encoded, byte octet) {
        encoded.append('%').append(HEX.toHighHexDigit(octet)).append(HEX.toLowHexDigit(octet));
    }
}
