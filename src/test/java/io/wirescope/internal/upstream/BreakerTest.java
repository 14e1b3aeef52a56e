package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final List<Breaker.State> states = new ArrayList<>();
    private long nanos;
    private final Breaker breaker = new Breaker(4, 0.5, Duration.ofSeconds(1), () -> nanos, states::add);

    private void call(Breaker one, boolean failed) {
        long pass = one.tryPass();
        assertThat(pass).isNotEqualTo(Breaker.REFUSED);
        one.record(pass, failed);
    }

    private void open() {
        for (boolean failed : new boolean[] {false, true, false, true}) {
            call(breaker, failed);
        }
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void opensWhenEnoughOfTheLastCallsFailed() {
        call(breaker, true);
        call(breaker, false);
        call(breaker, false);
        call(breaker, false);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        call(breaker, true); // the first is no more among the last four
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        call(breaker, true);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.opened()).isEqualTo(1);
        assertThat(breaker.tryPass()).isEqualTo(Breaker.REFUSED);
        assertThat(breaker.retryIn()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void letsOneCallThroughAfterTheDelayWhichCloses() {
        open();
        nanos += Duration.ofMillis(999).toNanos();
        assertThat(breaker.tryPass()).isEqualTo(Breaker.REFUSED);
        nanos += Duration.ofMillis(1).toNanos();
        long probe = breaker.tryPass();
        assertThat(probe).isNotEqualTo(Breaker.REFUSED);
        assertThat(breaker.tryPass()).isEqualTo(Breaker.REFUSED);
        breaker.record(probe, false);

        call(breaker, false);
        assertThat(states).containsExactly(Breaker.State.OPEN, Breaker.State.HALF_OPEN, Breaker.State.CLOSED);
    }

    @Test
    void aProbeThatFailsKeepsItOpen() {
        open();
        nanos += Duration.ofSeconds(1).toNanos();
        breaker.record(breaker.tryPass(), true);

        assertThat(breaker.tryPass()).isEqualTo(Breaker.REFUSED);
        assertThat(breaker.opened()).isEqualTo(2);
        nanos += Duration.ofSeconds(1).toNanos();
        breaker.record(breaker.tryPass(), false);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void whatWasLetThroughBeforeTheStateChangedCountsNoMore() {
        long late = breaker.tryPass();
        open();
        nanos += Duration.ofSeconds(1).toNanos();
        long probe = breaker.tryPass();
        breaker.record(late, false);
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        breaker.record(probe, true);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void ofNoCallsNeverOpens() {
        Breaker none = new Breaker(0, 0.5, Duration.ofSeconds(1), () -> nanos, states::add);
        for (int i = 0; i < 100; i++) {
            call(none, true);
        }
        assertThat(states).isEmpty();
    }
}
