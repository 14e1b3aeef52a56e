package io.wirescope.internal.session;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.httpclient.LimitedBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The issuer's side of a login (OpenID Connect Discovery 1.0, section 4; RFC 6749, section 4.1.3). Its responses are bounded
 * in size and time, and redirects are not followed. Thread-safe; blocks no thread.
 */
final class Provider {

    private static final int MAX_BYTES = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final String METADATA = "/.well-known/openid-configuration";

    private final HttpClient http;
    private final LoginConfig config;

    /**
     * Where the issuer does what.
     *
     * @param authorization where browsers log in
     * @param token         where a code becomes tokens
     */
    record Endpoints(URI authorization, URI token) {
    }

    /**
     * What the issuer gave for a code.
     *
     * @param access for this gateway's API
     * @param id     says who logged in
     */
    record Tokens(String access, String id) {

        @Override
        public String toString() {
            return "Tokens";
        }
    }

    /** @param executor runs what follows a response */
    Provider(LoginConfig config, Executor executor) {
        this.config = config;
        this.http = HttpClient.newBuilder().executor(executor).version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).build();
    }

    /** {@return its addresses; fails where its metadata is not there in time, or not its own} */
    CompletableFuture<Endpoints> endpoints() {
        URI metadata = URI.create(config.issuer().replaceFirst("/$", "") + METADATA);
        return send(HttpRequest.newBuilder(metadata).GET()).thenApply(json -> {
            if (!config.issuer().equals(text(json, "issuer"))) {
                throw new CompletionException(new IOException("its metadata names another issuer"));
            }
            return new Endpoints(endpoint(json, "authorization_endpoint"), endpoint(json, "token_endpoint"));
        });
    }

    private URI endpoint(JsonObject json, String name) {
        URI uri = URI.create(text(json, name));
        boolean usable = uri.getHost() != null && ("https".equals(uri.getScheme())
                || "http".equals(uri.getScheme()) && config.issuer().startsWith("http:"));
        if (!usable) {
            throw new CompletionException(new IOException("its metadata names no usable " + name));
        }
        return uri;
    }

    /** {@return what it gives for a code; fails where it gives nothing} */
    CompletableFuture<Tokens> exchange(URI endpoint, String code, String redirectUri, String verifier) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier);
        if (config.clientSecret() == null) {
            form.put("client_id", config.clientId());
        } else {
            String pair = encode(config.clientId()) + ":" + encode(config.clientSecret());
            request.header("Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(encode(form))))
                .thenApply(json -> new Tokens(text(json, "access_token"), text(json, "id_token")));
    }

    private CompletableFuture<JsonObject> send(HttpRequest.Builder request) {
        HttpRequest whole = request.timeout(TIMEOUT).header("Accept", "application/json").build();
        return http.sendAsync(whole, head -> LimitedBody.atMost(MAX_BYTES)).orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Provider::json);
    }

    private static JsonObject json(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new CompletionException(new IOException("status " + response.statusCode()));
        }
        try {
            if (JsonFormat.read(new String(response.body(), StandardCharsets.UTF_8)) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedJsonException e) { // its text would have the tokens
            throw new CompletionException(new IOException("its response is no JSON"));
        }
        throw new CompletionException(new IOException("its response is no JSON object"));
    }

    private static String text(JsonObject json, String name) {
        if (json.get(name) instanceof JsonString text) {
            return text.getString();
        }
        throw new CompletionException(new IOException("its response has no " + name));
    }

    static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream().map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
