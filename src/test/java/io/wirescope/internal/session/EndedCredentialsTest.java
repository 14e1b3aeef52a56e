package io.wirescope.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.identity.Caller;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndedCredentialsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it wraps round
    private final EndedCredentials ended = new EndedCredentials(nanos::get);

    private static Caller alice() {
        return Callers.client("alice", null);
    }

    @Test
    void oneIsRememberedForAMinute() {
        ended.end(alice().credentialId());
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        ended.end("other");
        assertThat(ended.include(alice())).isTrue();
        nanos.addAndGet(1);
        ended.end("another");
        assertThat(ended.include(alice())).isFalse();
    }

    @Test
    void noMoreThanTenThousandAreRemembered() {
        ended.end(alice().credentialId());
        for (int i = 1; i < 10_000; i++) {
            ended.end("credential-" + i);
        }
        assertThat(ended.include(alice())).isTrue();
        ended.end("one-more");
        assertThat(ended.include(alice())).isFalse();
    }

    @Test
    void whoHasNoCredentialHasNoneThatEnded() {
        assertThat(ended.include(Caller.LOOPBACK)).isFalse();
    }
}
