package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.wirescope.internal.security.KeySource.KeysUnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();
    private CompletableFuture<String> published;
    private final IssuerKeys keys = new IssuerKeys("https://issuer.example", () -> {
        fetches.incrementAndGet();
        return published;
    }, nanos::get);

    private static JWK key(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private void publish(JWK... each) {
        published = CompletableFuture.completedFuture(new JWKSet(List.of(each)).toString());
    }

    private int found(String id) throws KeysUnreachableException {
        return keys.find(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(id).build()).size();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aRotatedKeyIsFetchedOnceTheIntervalIsOver() throws Exception {
        publish(key("old"));
        assertThat(found("old")).isEqualTo(1);
        publish(key("new"));

        assertThat(found("new")).isZero();
        assertThat(fetches).hasValue(1);
        pass(IssuerKeys.MIN_INTERVAL);
        assertThat(found("new")).isEqualTo(1);
        assertThat(found("old")).isZero();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void knownKeysStayGoodWhileTheIssuerIsAwayAndNotForEver() throws Exception {
        publish(key("known"));
        found("known");
        published = CompletableFuture.failedFuture(new IOException("away"));

        pass(Duration.ofHours(23));
        assertThat(found("known")).isEqualTo(1);
        assertThat(keys.isFailing()).isTrue();
        pass(Duration.ofHours(2));
        assertThatThrownBy(() -> found("known")).isInstanceOf(KeysUnreachableException.class);

        publish(key("known"));
        pass(IssuerKeys.MIN_INTERVAL);
        assertThat(found("known")).isEqualTo(1);
        assertThat(keys.isFailing()).isFalse();
    }

    @Test
    void withoutAThreadTheKeysAreOutOfReachAndNotTheTokenBad() {
        IssuerKeys refused = new IssuerKeys("https://issuer.example", () -> {
            throw new RejectedExecutionException();
        }, nanos::get);

        assertThatThrownBy(() -> refused.find(new JWSHeader(JWSAlgorithm.ES256))).isInstanceOf(KeysUnreachableException.class);
    }

    @Test
    void keysForOtherPurposesAreNotUsed() throws Exception {
        JWK encryption = new ECKeyGenerator(Curve.P_256).keyID("a").keyUse(KeyUse.ENCRYPTION).generate();
        publish(encryption, key("b"));

        assertThat(found("a")).isZero();
        assertThat(found("b")).isEqualTo(1);
    }

    @Test
    void whatIsNoKeySetIsAFailure() {
        for (String text : new String[] {"", "{}", "[]", "{\"keys\":[]}", "{\"keys\":7}", "no JSON"}) {
            published = CompletableFuture.completedFuture(text);
            pass(IssuerKeys.MIN_INTERVAL);
            assertThatThrownBy(() -> found("a")).as(text).isInstanceOf(KeysUnreachableException.class);
        }
    }
}
