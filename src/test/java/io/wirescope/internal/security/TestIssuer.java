package io.wirescope.internal.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** An issuer of tokens on this machine, which can also rotate its key, be slow, be down, and lie. */
public final class TestIssuer implements AutoCloseable {

    /** Whom its tokens are for. */
    public static final String AUDIENCE = "wirescope";

    private static final String METADATA = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private volatile RSAKey key;
    private volatile int status = 200;
    private volatile String body;
    private volatile String claimedIssuer;
    private volatile CountDownLatch held = new CountDownLatch(0);

    private TestIssuer(HttpServer server) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(METADATA, this::metadata);
        server.createContext(KEYS, this::keys);
        rotate();
    }

    /** {@return a new one, which serves its keys} */
    public static TestIssuer start() throws IOException {
        return start(HttpServer.create());
    }

    /** {@return a new one, which serves its keys over https} */
    public static TestIssuer start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return start(server);
    }

    private static TestIssuer start(HttpServer server) throws IOException {
        TestIssuer issuer = new TestIssuer(server);
        server.start();
        return issuer;
    }

    /** Answers at one more path. */
    public void handle(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    /** {@return what its tokens say in {@code iss}} */
    public String address() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@return how often its keys were fetched} */
    public int fetches() {
        return fetches.get();
    }

    /** Has a new key from now on, and publishes it alone. */
    public void rotate() {
        try {
            key = new RSAKeyGenerator(2048).keyID("key-" + made.incrementAndGet()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers with another status from now on, with 200 again as before. */
    public void answerWith(int other) {
        status = other;
    }

    /** Publishes a text instead of its keys; with null its keys again. */
    public void publish(String text) {
        body = text;
    }

    /** Says in its metadata that it is another issuer. */
    public void claim(String issuer) {
        claimedIssuer = issuer;
    }

    /** Answers nothing until {@link #release}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** Answers again. */
    public void release() {
        held.countDown();
    }

    /** {@return its key, the private half too} */
    public RSAKey key() {
        return key;
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String issuer = claimedIssuer == null ? address() : claimedIssuer;
        answer(exchange, 200, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + address() + KEYS
                + "\",\"authorization_endpoint\":\"" + address() + "/authorize\",\"token_endpoint\":\"" + address()
                + "/token\"}");
    }

    private void keys(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, status, body == null ? new JWKSet(key).toString() : body);
    }

    private void answer(HttpExchange exchange, int with, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (with / 100 == 3) {
            exchange.getResponseHeaders().set("Location", address() + KEYS);
        }
        exchange.sendResponseHeaders(with, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** {@return a token of an hour for a subject with roles, such as {@code observer}} */
    public String token(String subject, String... roles) {
        return token(subject, claims -> claims, roles);
    }

    /** {@return the same with other claims} */
    public String token(String subject, UnaryOperator<JWTClaimsSet.Builder> change, String... roles) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(address()).subject(subject).audience(AUDIENCE)
                .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(3600)))
                .claim("realm_access", Map.of("roles", Arrays.stream(roles).map(role -> "wirescope-" + role).toList()));
        return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).keyID(key.getKeyID()).build(),
                change.apply(claims).build());
    }

    /** {@return claims that may join and publish to channels, for {@link #token(String, UnaryOperator, String...)}} */
    public static UnaryOperator<JWTClaimsSet.Builder> granting(List<String> subscribe, List<String> publish) {
        return claims -> claims.claim("wirescope", Map.of("subscribe", subscribe, "publish", publish));
    }

    /** {@return a token with such a header and claims, signed with its key} */
    public String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
