package io.wirescope.internal.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Logins at a {@link TestIssuer}: whoever comes is logged in at once. A code is good once, for the redirect URI and the
 * challenge of PKCE that it was asked with.
 */
public final class TestLogins {

    /** The client that the gateway is, and its secret. */
    public static final String CLIENT = "gateway";
    public static final String SECRET = "s3cret/+ with spaces";

    private record Asked(Map<String, String> parameters) {
    }

    private final TestIssuer issuer;
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private volatile String[] roles = {"client", "observer", "operator"};
    private volatile UnaryOperator<JWTClaimsSet.Builder> change = claims -> claims;
    private volatile String access;

    private TestLogins(TestIssuer issuer) {
        this.issuer = issuer;
    }

    /** {@return logins at an issuer, of one person named alice} */
    public static TestLogins at(TestIssuer issuer) {
        TestLogins logins = new TestLogins(issuer);
        issuer.handle("/authorize", logins::authorize);
        issuer.handle("/token", logins::token);
        return logins;
    }

    /** Gives the next tokens these roles. */
    public void roles(String... names) {
        roles = names;
    }

    /** Changes what ID tokens say from now on. */
    public void lie(UnaryOperator<JWTClaimsSet.Builder> how) {
        change = how;
    }

    /** Gives a text as the access token; with null a good one again. */
    public void giveAccess(String token) {
        access = token;
    }

    /** {@return a code as if somebody had logged in with these parameters} */
    public String code(Map<String, String> parameters) {
        String code = "code-" + made.incrementAndGet();
        codes.put(code, new Asked(parameters));
        return code;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
        boolean isWhole = CLIENT.equals(asked.get("client_id")) && "code".equals(asked.get("response_type"))
                && "S256".equals(asked.get("code_challenge_method")) && asked.containsKey("nonce")
                && asked.containsKey("state") && asked.getOrDefault("scope", "").contains("openid");
        if (!isWhole) {
            exchange.sendResponseHeaders(400, -1);
            return;
        }
        exchange.getResponseHeaders().set("Location",
                asked.get("redirect_uri") + "?code=" + code(asked) + "&state=" + asked.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Asked asked = codes.remove(form.getOrDefault("code", ""));
        boolean isGood = asked != null && "authorization_code".equals(form.get("grant_type"))
                && asked.parameters().get("redirect_uri").equals(form.get("redirect_uri"))
                && asked.parameters().get("code_challenge").equals(challenge(form.getOrDefault("code_verifier", "")))
                && isFromTheGateway(exchange.getRequestHeaders().getFirst("Authorization"));
        String body = isGood ? "{\"token_type\":\"Bearer\",\"access_token\":\""
                + (access == null ? issuer.token("alice", roles) : access) + "\",\"id_token\":\""
                + idToken(asked.parameters().get("nonce")) + "\"}" : "{\"error\":\"invalid_grant\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(isGood ? 200 : 400, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static boolean isFromTheGateway(String authorization) {
        String[] pair = new String(Base64.getDecoder().decode(authorization.replace("Basic ", "")), StandardCharsets.UTF_8)
                .split(":");
        return decode(pair[0]).equals(CLIENT) && decode(pair[1]).equals(SECRET);
    }

    private String idToken(String nonce) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(issuer.address()).subject("alice").audience(CLIENT)
                .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(300))).claim("nonce", nonce);
        return issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.key().getKeyID()).build(),
                change.apply(claims).build());
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
