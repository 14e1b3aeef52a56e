package io.wirescope.internal.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the nodes that proxies name: members of {@code X-Forwarded-For} and of {@code Forwarded} (RFC 7239). */
final class ForwardedNode {

    /** The identifier of an unknown node (RFC 7239, section 6.3). */
    private static final String UNKNOWN = "unknown";

    /** An address with a port or without; ports may be obfuscated (RFC 7239, section 6.1). */
    private static final Pattern NODE =
            Pattern.compile("(?:\\[([^\\[\\]]*)]|([^:\\[\\]]*))(?::(?:\\d{1,5}|_[A-Za-z0-9._-]+))?");

    private ForwardedNode() {
    }

    /**
     * Finds the node in a member of {@code Forwarded}.
     *
     * @param element parameters between semicolons, such as {@code for="[2001:db8::7]:4711";proto=https}
     * @return the value of {@code for}, unquoted; {@code unknown} where there is none, or more than one
     */
    static String inElement(String element) {
        String found = null;
        for (String pair : HeaderFields.split(element, ';')) {
            if (pair.toLowerCase(Locale.ROOT).startsWith("for=")) {
                if (found != null) {
                    return UNKNOWN;
                }
                found = unquote(pair.substring("for=".length()));
            }
        }
        return found == null ? UNKNOWN : found;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /**
     * {@return the address of a node in its one spelling; empty where the node has none, as {@code unknown} and
     * obfuscated names}
     *
     * @param node an address, IPv6 with brackets or without, with a port or without, in quotes or without
     */
    static Optional<String> address(String node) {
        String bare = unquote(node);
        Optional<String> whole = IpAddress.normal(bare); // IPv6 without brackets is full of colons
        if (whole.isPresent()) {
            return whole;
        }
        Matcher parts = NODE.matcher(bare);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return parts.group(1) == null ? IpAddress.normal(parts.group(2))
                : IpAddress.normal(parts.group(1)).filter(address -> parts.group(1).indexOf(':') >= 0);
    }
}
