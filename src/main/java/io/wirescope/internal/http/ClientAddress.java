package io.wirescope.internal.http;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Finds a client's address, also behind proxies. Thread-safe.
 *
 * <p>A client can put anything into {@code X-Forwarded-For} and {@code Forwarded} (RFC 7239); only what the operator's
 * own proxies appended is true. So the settings are how many of them there are and which header they write, and the
 * address is the one that the outermost of these saw. An address has one spelling, whoever wrote it.
 */
@Service
class ClientAddress implements Eager {

    private static final String HEADERS = "wirescope.http.forwarded-headers";
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";

    private final int trustedProxies;
    private final List<String> headers;

    /** @param settings has {@code wirescope.http.trusted-proxies} and {@code wirescope.http.forwarded-headers} */
    @Inject
    ClientAddress(Settings settings) {
        trustedProxies = settings.integer("wirescope.http.trusted-proxies", 0, 10);
        headers = settings.list(HEADERS).stream().map(ClientAddress::known).toList();
    }

    private static String known(String header) {
        if (header.equalsIgnoreCase(X_FORWARDED_FOR)) {
            return X_FORWARDED_FOR;
        }
        if (header.equalsIgnoreCase(FORWARDED)) {
            return FORWARDED;
        }
        throw new InvalidSettingException(HEADERS, header, "must be " + X_FORWARDED_FOR + ", " + FORWARDED + " or both");
    }

    /**
     * Finds the address.
     *
     * @param peerAddress the address at the other end of the TCP connection
     * @param fields      the request's header fields
     * @return the client's address; the peer's where no proxy is trusted or the outermost one named no address
     */
    String of(String peerAddress, HeaderFields fields) {
        String peer = IpAddress.normal(peerAddress).orElse(peerAddress);
        if (trustedProxies == 0) {
            return peer;
        }
        return headers.stream().map(header -> nodes(header, fields)).filter(nodes -> !nodes.isEmpty()).findFirst()
                .map(nodes -> nodes.get(Math.max(0, nodes.size() - trustedProxies)))
                .flatMap(ForwardedNode::address).orElse(peer);
    }

    private static List<String> nodes(String header, HeaderFields fields) {
        List<String> members = fields.list(header);
        return header.equals(FORWARDED) ? members.stream().map(ForwardedNode::inElement).toList() : members;
    }
}
