package io.wirescope.internal.security;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the host of a {@code Host} header (RFC 9110, section 7.2). */
final class HostName {

    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._~-]+)(?::([0-9]{1,5}))?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]");

    private HostName() {
    }

    /** {@return the host without its port, in lower case and without a dot at the end; empty where it is none} */
    static Optional<String> of(String header) {
        Matcher parts = HOST.matcher(header == null ? "" : header.toLowerCase(Locale.ROOT));
        return parts.matches() ? Optional.of(parts.group(1).replaceFirst("(?<=.)\\.$", "")) : Optional.empty();
    }

    /** {@return whether a host names this machine: {@code localhost}, an address of 127.0.0.0/8, or {@code [::1]}} */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}
