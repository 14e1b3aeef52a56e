package io.wirescope.internal.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one route.
 *
 * @param name         its name, in events and metrics
 * @param types        the patterns of types that it takes
 * @param url          where it is, or empty for a handler
 * @param timeout      how long a call may take
 * @param maxInFlight  how many calls may be under way
 * @param maxWaiting   how many messages may wait
 * @param ordered      whether the messages of one connection go one after the other
 * @param idempotent   whether the upstream may be asked twice
 * @param secret       signs calls, or empty
 * @param headers      what else an HTTP upstream gets
 * @param breakerCalls of how many last calls the failures are counted, 0 for no breaker
 * @param breakerRatio which part of them has to fail for the breaker to open
 * @param breakerDelay how long it is open before a call is let through
 * @param maxAttempts  how often the upstream is asked where it may be asked again
 */
record RouteConfig(String name, List<String> types, Optional<URI> url, Duration timeout, int maxInFlight,
        int maxWaiting, boolean ordered, boolean idempotent, Optional<String> secret, Map<String, String> headers,
        int breakerCalls, double breakerRatio, Duration breakerDelay, int maxAttempts) {

    RouteConfig {
        types = List.copyOf(types);
        headers = Map.copyOf(headers);
    }

    /** {@return whether the upstream is asked again after a 5xx, since what it was sent is lost otherwise} */
    boolean retriesFaults() {
        return maxAttempts > 2;
    }
}
