package io.wirescope.internal.security;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.httpclient.LimitedBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the keys of one issuer, at an address of the settings or the one that its metadata names (OpenID Connect
 * Discovery 1.0, section 4). Bounded in size and time; follows no redirects, which could lead into the gateway's own
 * network. Thread-safe; blocks no thread.
 */
final class JwksFetch {

    static final int MAX_BYTES = 256 * 1024;
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String METADATA = "/.well-known/openid-configuration";

    private final HttpClient http;
    private final String issuer;
    private final URI jwksUri;

    /**
     * @param executor runs what follows a response
     * @param issuer   as tokens name it
     * @param jwksUri  where its keys are, or null where its metadata says that
     */
    JwksFetch(Executor executor, String issuer, URI jwksUri) {
        this.http = HttpClient.newBuilder().executor(executor).version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).build();
        this.issuer = issuer;
        this.jwksUri = jwksUri;
    }

    /** {@return the key set's text; fails where it is not there in time, too large, or the issuer is another} */
    CompletableFuture<String> fetch() {
        CompletableFuture<URI> address = jwksUri != null ? CompletableFuture.completedFuture(jwksUri)
                : get(URI.create(issuer.replaceFirst("/$", "") + METADATA)).thenApply(this::jwksUri);
        return address.thenCompose(this::get).orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private URI jwksUri(String metadata) {
        try {
            JsonObject found = JsonFormat.read(metadata).asJsonObject();
            if (!(found.get("issuer") instanceof JsonString named) || !named.getString().equals(issuer)) {
                throw new IOException("its metadata names another issuer");
            }
            URI uri = URI.create(found.getString("jwks_uri"));
            if (uri.getHost() == null || !("https".equals(uri.getScheme())
                    || "http".equals(uri.getScheme()) && issuer.startsWith("http:"))) {
                throw new IOException("its metadata names no usable jwks_uri");
            }
            return uri;
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (MalformedJsonException | RuntimeException e) {
            throw new CompletionException(new IOException("its metadata can't be read", e));
        }
    }

    private CompletableFuture<String> get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json").GET().build();
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, head -> LimitedBody.atMost(MAX_BYTES));
        return response.copy().orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).handle((found, failure) -> {
            response.cancel(true);
            if (failure != null) {
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            if (found.statusCode() != 200) {
                throw new CompletionException(new IOException("status " + found.statusCode()));
            }
            return new String(found.body(), StandardCharsets.UTF_8);
        });
    }
}
