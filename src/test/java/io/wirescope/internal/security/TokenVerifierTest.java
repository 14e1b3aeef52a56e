package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.SecurityRole;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static final String ADDRESS = "10.0.0.1";

    private TestIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void start() throws IOException {
        issuer = TestIssuer.start();
        verifier = verifier(Map.of());
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private TokenVerifier verifier(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of("wirescope.security.issuers", issuer.address(),
                "wirescope.security.audience", "other, " + TestIssuer.AUDIENCE,
                "wirescope.security.failures-per-minute", "0"));
        all.putAll(more);
        return TestSecurity.verifier(all);
    }

    private Credential verify(String token) {
        return verifier.verify(token, ADDRESS);
    }

    private void assertBad(String token) {
        Credential judged = verify(token);
        assertThat(judged.state()).as(judged.reason()).isEqualTo(Credential.State.BAD);
        assertThat(judged.caller()).isNull();
    }

    private String changed(UnaryOperator<JWTClaimsSet.Builder> change) {
        return issuer.token("alice", change, "client");
    }

    @Test
    void aTokenSaysWhoItIsAndWhatItMayDo() {
        Caller caller = verify(issuer.token("alice", TestIssuer.granting(List.of("room.*"), List.of("news")), "client",
                "observer")).caller();

        assertThat(caller.subject()).isEqualTo("alice");
        assertThat(caller.roles()).containsExactlyInAnyOrder(SecurityRole.CLIENT, SecurityRole.OBSERVER);
        assertThat(caller.grants().allowClientId("alice:phone")).isTrue();
        assertThat(caller.grants().allowClientId("bob")).isFalse();
        assertThat(caller.grants().allowSubscribe("room.1")).isTrue();
        assertThat(caller.grants().allowPublish("room.1")).isFalse();
        assertThat(caller.grants().allowPublish("news")).isTrue();
        assertThat(caller.expiresAt()).isBetween(Instant.now().plusSeconds(3000), Instant.now().plusSeconds(3601));
    }

    @Test
    void theKeysAreFetchedOnceAndASignatureIsComputedOnce() {
        String token = issuer.token("alice", "client");
        verify(token);
        verify(issuer.token("bob", "client"));

        assertThat(verify(token).caller()).isSameAs(verify(token).caller());
        assertThat(issuer.fetches()).isEqualTo(1);
        assertThat(verifier.cachedTokens()).isEqualTo(2);
    }

    // hostile tokens

    @Test
    void aTokenWithoutASignatureIsRefused() {
        assertBad(new PlainJWT(claims()).serialize());
        String good = issuer.token("alice", "client");
        assertBad(good.substring(0, good.lastIndexOf('.') + 1));
    }

    @Test
    void thePublicKeyIsNoSecretOfHs256() throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(issuer.key().getKeyID()).build(), claims());
        jwt.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
        assertBad(jwt.serialize());
    }

    @Test
    void aZeroSignatureOfEs256IsRefused() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        issuer.publish(new JWKSet(key).toString());
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build();
        SignedJWT jwt = new SignedJWT(header, claims());
        jwt.sign(new ECDSASigner(key));
        String good = jwt.serialize();

        assertThat(verify(good).state()).isEqualTo(Credential.State.GOOD);
        assertBad(good.substring(0, good.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
    }

    @Test
    void aKeyInTheHeaderIsNotLookedAt() throws JOSEException {
        RSAKey own = new RSAKeyGenerator(2048).keyID(issuer.key().getKeyID()).generate();
        SignedJWT embedded = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK())
                .keyID(own.getKeyID()).build(), claims());
        embedded.sign(new RSASSASigner(own));
        SignedJWT pointed = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwkURL(URI.create("http://127.0.0.1:9/keys")).build(), claims());
        pointed.sign(new RSASSASigner(own));

        assertBad(embedded.serialize());
        assertBad(pointed.serialize());
    }

    @Test
    void anExtensionThatMustBeUnderstoodIsRefused() {
        assertBad(issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).criticalParams(Collections.singleton("exp"))
                .customParam("exp", 1).build(), claims()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JWE", "id_token"})
    void anotherTypeOfTokenIsRefused(String type) {
        assertBad(issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(type)).build(), claims()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
    void aTypeOfAccessTokensIsTaken(String type) {
        assertThat(verify(issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(type)).build(),
                claims())).state()).isEqualTo(Credential.State.GOOD);
    }

    @Test
    void anIdTokenIsRefused() {
        assertBad(changed(claims -> claims.claim("nonce", "n")));
        assertBad(changed(claims -> claims.claim("at_hash", "h")));
        assertBad(changed(claims -> claims.claim("typ", "ID")));
        assertBad(changed(claims -> claims.claim("typ", "Refresh")));
    }

    @Test
    void anotherAudienceOrIssuerIsRefused() {
        assertBad(changed(claims -> claims.audience("elsewhere")));
        assertBad(changed(claims -> claims.audience((String) null)));
        assertBad(changed(claims -> claims.issuer("http://127.0.0.1:1")));
        assertBad(changed(claims -> claims.issuer(null)));
    }

    @Test
    void aPartyThatIsAuthorizedNeedsNoAudience() {
        String token = changed(claims -> claims.audience((String) null).claim("azp", "dashboard"));
        assertBad(token);

        verifier = verifier(Map.of("wirescope.security.authorized-parties", "dashboard"));
        assertThat(verify(token).state()).isEqualTo(Credential.State.GOOD);
        assertBad(changed(claims -> claims.audience("elsewhere").claim("azp", "dashboard")));
    }

    @Test
    void timesAreHeldToWithinTheSkew() {
        Instant now = Instant.now();
        assertThat(verify(changed(claims -> claims.expirationTime(Date.from(now.minusSeconds(10))))).state())
                .isEqualTo(Credential.State.GOOD);
        assertThat(verify(changed(claims -> claims.expirationTime(Date.from(now.minusSeconds(40))))).state())
                .isEqualTo(Credential.State.EXPIRED);
        assertBad(changed(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(300)))));
        assertBad(changed(claims -> claims.issueTime(Date.from(now.plusSeconds(3600)))
                .expirationTime(Date.from(now.plusSeconds(7200)))));
        assertBad(changed(claims -> claims.expirationTime(null)));
        assertBad(changed(claims -> claims.expirationTime(Date.from(now.plusSeconds(25 * 3600)))));
    }

    @Test
    void anExpiryThatIsNoTimeIsRefused() {
        String payload = "{\"iss\":\"" + issuer.address() + "\",\"sub\":\"a\",\"aud\":\"wirescope\",\"exp\":1e300}";
        assertThat(verify(signed(payload)).caller()).isNull();
        assertThat(verify(signed(payload.replace("1e300", "1,\"exp\":9999999999"))).caller()).isNull();
        assertBad(signed("[".repeat(5000) + "]".repeat(5000)));
        assertBad(signed("no JSON"));
    }

    private String signed(String payload) {
        try {
            JWSObject object = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.key().getKeyID()).build(),
                    new Payload(payload));
            object.sign(new RSASSASigner(issuer.key()));
            return object.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSubjectThatIsNoNameIsRefused() {
        assertBad(issuer.token("a\nb", "client"));
        assertBad(issuer.token("a\u202eb", "client"));
        assertBad(issuer.token("", "client"));
        assertBad(issuer.token("x".repeat(10 * 1024), "client"));
    }

    @Test
    void aTokenOf64KibIsRefusedUnread() {
        Credential judged = verify("x".repeat(64 * 1024));
        assertThat(judged.reason()).contains("16384").doesNotContain("xxx");
        assertBad(issuer.token("alice", IntStream.range(0, 10_000).mapToObj(i -> "r" + i).toArray(String[]::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "....", "e30.e30.", "\u0000", "null"})
    void whatIsNoTokenIsRefused(String text) {
        assertBad(text);
    }

    @Test
    void grantsThatAreNoListsAreRefused() {
        assertBad(changed(claims -> claims.claim("wirescope", "everything")));
        assertBad(changed(claims -> claims.claim("wirescope", Map.of("subscribe", "*"))));
        assertBad(changed(claims -> claims.claim("wirescope", Map.of("publish", List.of(1)))));
    }

    @Test
    void aChannelsClaimOfAnotherKindGrantsNothing() {
        Caller caller = verify(changed(claims -> claims.claim("channels", List.of("*")))).caller();
        assertThat(caller.grants().allowSubscribe("room")).isFalse();
    }

    // issuers

    @Test
    void aRotatedKeyIsFetchedOnceTheIntervalIsOver() {
        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.GOOD);
        issuer.rotate();
        verifier = verifier(Map.of()); // as if the interval were over

        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.GOOD);
    }

    @Test
    void aFloodOfUnknownKeysIsNoFloodAtTheIssuer() {
        verify(issuer.token("alice", "client"));
        for (int i = 0; i < 100; i++) {
            assertBad(issuer.sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("invented-" + i).build(), claims()));
        }
        assertThat(issuer.fetches()).isLessThanOrEqualTo(10); // one in five seconds
        assertThat(verify(issuer.token("bob", "client")).state()).isEqualTo(Credential.State.GOOD);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 404, 302})
    void anIssuerThatIsAwaySaysNothingOfTheToken(int status) {
        issuer.answerWith(status);
        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.UNKNOWN);
        assertThat(verifier.unreachableIssuers()).isEqualTo(1);
    }

    @Test
    void keysThatAreHugeOrManyAreNotTaken() {
        issuer.publish("{\"keys\":[]," + " ".repeat(10 * 1024 * 1024) + "\"x\":1}");
        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.UNKNOWN);

        String key = issuer.key().toPublicJWK().toJSONString();
        issuer.publish("{\"keys\":[" + String.join(",", Collections.nCopies(SigningKey.MAX_KEYS + 1, key)) + "]}");
        verifier = verifier(Map.of());
        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.UNKNOWN);
    }

    @Test
    void anIssuerThatClaimsToBeAnotherIsNotTaken() {
        issuer.claim("https://login.example");
        assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.UNKNOWN);
    }

    @Test
    void anIssuerThatIsSlowIsNotWaitedForByEverybody() throws Exception {
        issuer.hold();
        String token = issuer.token("alice", "client");
        List<Thread> waiting = IntStream.range(0, 40).mapToObj(i -> new Thread(() -> verify(token))).toList();
        waiting.forEach(Thread::start);
        for (Thread each : waiting) {
            each.join(30_000);
            assertThat(each.isAlive()).isFalse();
        }
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void keysOfFilesNeedNoIssuer(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
                .encodeToString(issuer.key().toRSAPublicKey().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
        Path set = folder.resolve("keys.json");
        Files.writeString(set, new JWKSet(issuer.key()).toString());
        for (Path each : List.of(file, set)) {
            verifier = TestSecurity.verifier(Map.of("wirescope.security.keys", each.toString()));
            assertThat(verify(issuer.token("alice", "client")).state()).isEqualTo(Credential.State.GOOD);
        }
        assertThat(issuer.fetches()).isZero();

        Files.writeString(file, "nothing");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> TestSecurity.verifier(Map.of("wirescope.security.keys", file.toString())));
    }

    // failures

    @Test
    void aFloodOfBadTokensIsNotJudgedAndKnownCallersAreServed() {
        verifier = verifier(Map.of("wirescope.security.failures-per-minute", "5"));
        String known = issuer.token("alice", "client");
        verify(known);
        for (int i = 0; i < 5; i++) {
            assertBad("bad" + i);
        }

        assertThat(verify("bad").state()).isEqualTo(Credential.State.LIMITED);
        assertThat(verify(known).state()).isEqualTo(Credential.State.GOOD);
        assertThat(verifier.verify("bad", "10.0.0.2").state()).isEqualTo(Credential.State.BAD);
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder().issuer(issuer.address()).subject("alice").audience(TestIssuer.AUDIENCE)
                .issueTime(new Date()).expirationTime(Date.from(Instant.now().plusSeconds(600))).build();
    }
}
