package io.wirescope.internal.security;

import io.wirescope.internal.http.HeaderFields;
import io.wirescope.internal.http.IpAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * The rules of mode {@code local}: whoever is on this machine. The address is that at the other end of the TCP
 * connection, never one from a header; a page of another site that a browser here has open comes under the site's own
 * name (DNS rebinding), and what a proxy here forwards bears its headers.
 */
final class LocalAccess {

    private static final List<String> FORWARDING = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
            "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Ssl",
            "X-Real-IP", "Via");

    private LocalAccess() {
    }

    /** {@return why a request is not from this machine, for the log; empty where it is} */
    static Optional<String> refusal(HttpServletRequest request) {
        if (!isLoopback(request.getRemoteAddr())) {
            return Optional.of("peer");
        }
        HeaderFields fields = new HeaderFields(request);
        if (fields.single("Host").flatMap(HostName::of).filter(HostName::isLoopback).isEmpty()) {
            return Optional.of("host");
        }
        return FORWARDING.stream().filter(name -> request.getHeader(name) != null).findFirst().map(name -> "header " + name);
    }

    /** {@return whether it has one {@code Host}, as HTTP/1.1 requires} */
    static boolean hasOneHost(HttpServletRequest request) {
        return new HeaderFields(request).single("Host").isPresent();
    }

    /** {@return whether an address is this machine's own} */
    static boolean isLoopback(String address) {
        return address != null && IpAddress.normal(address)
                .filter(normal -> normal.startsWith("127.") || normal.equals("::1")).isPresent();
    }
}
