package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Heartbeats;
import io.wirescope.connection.TestGateway;
import org.junit.jupiter.api.Test;

class LivenessCheckTest {

    private static LivenessCheck check(TestGateway gateway) {
        return new LivenessCheck(new Heartbeats(gateway.registry(), gateway.clock(), gateway.threads()), gateway.bus(),
                gateway.clock());
    }

    @Test
    void isUpWhileTheBusDelivers() {
        assertThat(check(new TestGateway()).isLive()).isTrue();
    }

    @Test
    void isDownAtOnceWhenTheThreadOfTheBusHasEnded() {
        TestGateway gateway = new TestGateway(Runnable::run, LivenessCheckTest::runInterrupted);

        assertThat(check(gateway).isLive()).isFalse();
    }

    private static void runInterrupted(Runnable pump) {
        Thread.currentThread().interrupt();
        pump.run();
        assertThat(Thread.interrupted()).isTrue();
    }
}
