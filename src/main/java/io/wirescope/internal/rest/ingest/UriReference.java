package io.wirescope.internal.rest.ingest;

import io.wirescope.internal.http.IpAddress;
import java.util.regex.Pattern;

/**
 * Judges URIs by RFC 3986. {@link java.net.URI} is of RFC 2396: it takes letters beyond ASCII, and refuses {@code urn:} or
 * an empty authority.
 */
final class UriReference {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern PORT = Pattern.compile("[0-9]*");
    private static final Pattern FUTURE_ADDRESS = Pattern.compile("[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+");

    /** Unreserved characters and sub-delims, which may be anywhere behind the scheme. */
    private static final String EVERYWHERE =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=";

    private UriReference() {
    }

    /** {@return whether a text is a URI reference: a URI or a relative reference (RFC 3986, section 4.1)} */
    static boolean isValid(String text) {
        int hash = text.indexOf('#');
        String rest = hash < 0 ? text : text.substring(0, hash);
        int question = rest.indexOf('?');
        return (hash < 0 || has(text.substring(hash + 1), ":@/?"))
                && (question < 0 || has(rest.substring(question + 1), ":@/?"))
                && isHierarchy(question < 0 ? rest : rest.substring(0, question));
    }

    /** {@return whether a text is a URI reference with a scheme: a URI (RFC 3986, section 3)} */
    static boolean isUri(String text) {
        return isValid(text) && schemeLength(text) > 0;
    }

    // A colon in the first segment ends a scheme (RFC 3986, section 4.2).
    private static int schemeLength(String text) {
        int colon = text.indexOf(':');
        int end = indexOfAny(text, "/?#");
        return colon < 0 || end < colon ? -1 : colon;
    }

    private static int indexOfAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static boolean isHierarchy(String text) {
        int scheme = schemeLength(text);
        if (scheme >= 0 && !SCHEME.matcher(text.substring(0, scheme)).matches()) {
            return false;
        }
        String rest = text.substring(scheme + 1);
        if (!rest.startsWith("//")) {
            return has(rest, ":@/");
        }
        int slash = rest.indexOf('/', 2);
        int end = slash < 0 ? rest.length() : slash;
        return isAuthority(rest.substring(2, end)) && has(rest.substring(end), ":@/");
    }

    private static boolean isAuthority(String text) {
        int at = text.indexOf('@');
        return (at < 0 || has(text.substring(0, at), ":")) && isHostAndPort(text.substring(at + 1));
    }

    private static boolean isHostAndPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && isLiteral(text.substring(1, end)) && isPort(text.substring(end + 1));
        }
        int colon = text.indexOf(':');
        return has(colon < 0 ? text : text.substring(0, colon), "") && isPort(colon < 0 ? "" : text.substring(colon));
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.startsWith(":") && PORT.matcher(text.substring(1)).matches();
    }

    private static boolean isLiteral(String text) {
        return FUTURE_ADDRESS.matcher(text).matches()
                || text.indexOf(':') >= 0 && text.indexOf('%') < 0 && IpAddress.normal(text).isPresent();
    }

    // Percent-encoded octets may be anywhere, too.
    private static boolean has(String text, String besides) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return false;
                }
                i += 2;
            } else if (EVERYWHERE.indexOf(c) < 0 && besides.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
