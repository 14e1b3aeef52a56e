package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureLimitTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aBucketFillsAgainWithTime() {
        FailureLimit limit = new FailureLimit(2, nanos::get);
        limit.count("a");
        limit.count("a");
        assertThat(limit.allows("a")).isFalse();
        assertThat(limit.allows("b")).isTrue();

        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(limit.allows("a")).isTrue();
    }

    @Test
    void isBounded() {
        FailureLimit limit = new FailureLimit(2, nanos::get);
        for (int i = 0; i < FailureLimit.MAX_ADDRESSES + 100; i++) {
            limit.count("address " + i);
        }
        assertThat(limit.size()).isEqualTo(FailureLimit.MAX_ADDRESSES);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,10.0.0.1", "2001:db8::7,2001:db8:0:0::/64", "2001:db8:1:2:3:4:5:6,2001:db8:1:2::/64",
            "::1,0:0:0:0::/64", "1::2:3:4:5:6:7,1:0:2:3::/64"})
    void theFirst64BitsOfIpv6AreOneAddress(String address, String network) {
        assertThat(FailureLimit.network(address)).isEqualTo(network);
    }

    @Test
    void aVerifiedTokenEndsAlsoWhereTheClockIsSetBack() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        SettableTime time = new SettableTime(start);
        VerifiedTokens tokens = new VerifiedTokens(time, nanos::get, Duration.ZERO);
        tokens.add("hash", new Caller("s", Set.of(), Grants.NONE, start.plusSeconds(60), CredentialKind.TOKEN, "id"));
        assertThat(tokens.find("hash").state()).isEqualTo(Credential.State.GOOD);

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        time.now = start.minusSeconds(3600);
        assertThat(tokens.find("hash").state()).isEqualTo(Credential.State.EXPIRED);
    }

    private static final class SettableTime extends Clock {

        private Instant now;

        SettableTime(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
