package io.wirescope.bench;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.TokenVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to know who makes a request: a token that was seen before, and one whose RS256 signature is checked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class TokenVerification {

    /** More than are remembered, so that in turn none of them is. */
    private static final int TOKENS = 10_500;

    private static final String ADDRESS = "10.0.0.1";

    private final BenchEnvironment environment = new BenchEnvironment();
    private final List<String> tokens = new ArrayList<>(TOKENS);
    private Path keys;
    private TokenVerifier verifier;
    private int next;

    @Setup
    public void sign() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("bench").generate();
        keys = Files.writeString(Files.createTempFile("bench", ".json"), new JWKSet(key).toString());
        Settings settings = BenchEnvironment.settings("wirescope.security.keys", keys.toString());
        verifier = new TokenVerifier(settings, environment.threads(), new SecurityAudit(environment.bus(500),
                environment.threads()), Clock.systemUTC());
        RSASSASigner signer = new RSASSASigner(key);
        Date end = new Date(System.currentTimeMillis() + 3_600_000);
        for (int i = 0; i < TOKENS; i++) {
            SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("bench").build(),
                    new JWTClaimsSet.Builder().subject("client-" + i).issueTime(new Date()).expirationTime(end)
                            .claim("realm_access", Map.of("roles", List.of("wirescope-client"))).build());
            jwt.sign(signer);
            tokens.add(jwt.serialize());
        }
    }

    @TearDown
    public void stop() throws Exception {
        environment.close();
        Files.delete(keys);
    }

    @Benchmark
    public Credential seenBefore() {
        return good(verifier.verify(tokens.get(0), ADDRESS));
    }

    @Benchmark
    public Credential newRs256() {
        next = (next + 1) % TOKENS;
        return good(verifier.verify(tokens.get(next), ADDRESS));
    }

    private static Credential good(Credential credential) {
        if (credential.state() != Credential.State.GOOD) {
            throw new IllegalStateException(credential.reason());
        }
        return credential;
    }
}
