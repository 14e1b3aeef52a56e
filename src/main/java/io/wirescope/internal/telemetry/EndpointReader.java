package io.wirescope.internal.telemetry;

import io.wirescope.internal.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads where one signal goes from OpenTelemetry's standard variables. What breaks a rule is an
 * {@link IllegalArgumentException} that names key and rule, and no value that may be secret.
 */
final class EndpointReader {

    private static final Logger LOG = Logger.getLogger(EndpointReader.class.getName());

    private static final String EXPORTER = "otel.exporter.otlp.";
    private static final String ENDPOINT = "endpoint";
    private static final String HEADERS = "headers";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Signal signal;

    /**
     * @param settings have the variables
     * @param signal   which of them
     */
    EndpointReader(Settings settings, Signal signal) {
        this.settings = settings;
        this.signal = signal;
    }

    /** {@return where the signal goes, or empty where it is not exported} */
    Optional<OtlpEndpoint> read() {
        if (settings.optionalText("otel." + signal.word() + ".exporter").filter("none"::equals).isPresent()) {
            return Optional.empty();
        }
        return address().map(uri -> new OtlpEndpoint(uri, headers(uri), gzip(), timeout()));
    }

    // The address of one signal is taken as it is, the common one gets a path.
    private Optional<URI> address() {
        Optional<URI> own = settings.optionalText(ownKey(ENDPOINT)).map(text -> uri(ownKey(ENDPOINT), text));
        return own.isPresent() ? own : settings.optionalText(EXPORTER + ENDPOINT)
                .map(base -> uri(EXPORTER + ENDPOINT, base))
                .map(base -> uri(EXPORTER + ENDPOINT,
                        base + (base.getPath().endsWith("/") ? "" : "/") + "v1/" + signal.word()));
    }

    private String ownKey(String name) {
        return EXPORTER + signal.word() + "." + name;
    }

    /** {@return the key that counts: the signal's own where that is set} */
    private String key(String name) {
        return settings.optionalText(ownKey(name)).isPresent() ? ownKey(name) : EXPORTER + name;
    }

    private Optional<String> text(String name) {
        return settings.optionalText(key(name));
    }

    private static URI uri(String key, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equalsIgnoreCase(uri.getScheme())
                    || "https".equalsIgnoreCase(uri.getScheme())) && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            LOG.log(Level.FINE, key, e);
        }
        throw new IllegalArgumentException(key + " must be an http or https URL without query, such as"
                + " http://collector:4318");
    }

    // W3C Baggage's form: name=value pairs with commas, percent-encoded
    private Map<String, String> headers(URI uri) {
        Map<String, String> headers = pairs(key(HEADERS), text(HEADERS).orElse(""));
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            headers.forEach(request::setHeader);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key(HEADERS) + " must have header names and values that HTTP allows", e);
        }
        return headers;
    }

    /** {@return pairs by name, in their order} */
    static Map<String, String> pairs(String key, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(key + " must be name=value pairs with commas between them");
            }
            pairs.put(pair.substring(0, equals).strip(), decoded(key, pair.substring(equals + 1).strip()));
        }
        return pairs;
    }

    private static String decoded(String key, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " must have percent-encoded values", e);
        }
    }

    private boolean gzip() {
        String protocol = text("protocol").orElse("http/protobuf");
        if (!protocol.equals("http/protobuf")) {
            throw new IllegalArgumentException(key("protocol") + " must be http/protobuf: " + protocol);
        }
        return switch (text("compression").orElse("gzip")) {
            case "gzip" -> true;
            case "none" -> false;
            default -> throw new IllegalArgumentException(key("compression") + " must be gzip or none");
        };
    }

    private Duration timeout() {
        String millis = text("timeout").orElse(Long.toString(DEFAULT_TIMEOUT.toMillis()));
        if (!millis.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(key("timeout") + " must be 1 to 9999999 milliseconds: " + millis);
        }
        return Duration.ofMillis(Long.parseLong(millis));
    }
}
