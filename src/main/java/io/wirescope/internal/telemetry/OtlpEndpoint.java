package io.wirescope.internal.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where one signal goes.
 *
 * @param uri     the collector's address for it, HTTP or HTTPS
 * @param headers sent with every request, such as credentials
 * @param gzip    whether bodies are compressed
 * @param timeout for one request
 */
record OtlpEndpoint(URI uri, Map<String, String> headers, boolean gzip, Duration timeout) {

    @Override
    public String toString() { // headers have secrets, and so may a query or user info
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }
}
