package io.wirescope.http;

import io.wirescope.config.Eager;
import io.wirescope.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Tells a client's address, also behind proxies. Thread-safe.
 *
 * <p>A client can put anything into {@code X-Forwarded-For}; only what the operator's own proxies
 * appended is true. So the setting is how many of them there are, and the address is the one that the
 * outermost of these saw.
 */
@ApplicationScoped
class ClientAddress implements Eager {

    private final int trustedProxies;

    /** For the container's proxy alone. */
    ClientAddress() {
        trustedProxies = 0;
    }

    /** @param settings has {@code wirescope.http.trusted-proxies} */
    @Inject
    ClientAddress(Settings settings) {
        trustedProxies = settings.integer("wirescope.http.trusted-proxies", 0, 10);
    }

    /**
     * Finds the address.
     *
     * @param peerAddress   the address at the other end of the TCP connection
     * @param forwardedFor  the {@code X-Forwarded-For} header, or null
     */
    String of(String peerAddress, String forwardedFor) {
        if (trustedProxies == 0 || forwardedFor == null) {
            return peerAddress;
        }
        String[] hops = forwardedFor.split(",", -1);
        String address = hops[Math.max(0, hops.length - trustedProxies)].strip();
        return address.isEmpty() || address.length() > 64 ? peerAddress : address;
    }
}
