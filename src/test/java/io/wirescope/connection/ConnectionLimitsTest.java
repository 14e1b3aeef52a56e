package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    private static ConnectionLimits limits(int all, int perClient, int perAddress) {
        return new ConnectionLimits(new TestGateway("wirescope.connections.max", Integer.toString(all),
                "wirescope.connections.max-per-client", Integer.toString(perClient),
                "wirescope.connections.max-per-address", Integer.toString(perAddress)).registry().config());
    }

    @Test
    void eachLimitIsToldByItsName() {
        ConnectionLimits limits = limits(3, 2, 2);
        assertThat(limits.acquire("a", "one")).isEmpty();
        assertThat(limits.acquire("a", "two")).isEmpty();

        assertThat(limits.refusal("a", "three")).contains(AdmissionRefusal.CLIENT_LIMIT);
        assertThat(limits.acquire("a", "three")).contains(AdmissionRefusal.CLIENT_LIMIT);
        assertThat(limits.acquire("b", "one")).isEmpty();
        assertThat(limits.refusal("c", "one")).contains(AdmissionRefusal.SERVER_LIMIT);
        assertThat(limits.acquire("c", "one")).contains(AdmissionRefusal.SERVER_LIMIT);
    }

    @Test
    void whatIsRefusedTakesNothing() {
        ConnectionLimits limits = limits(3, 2, 1);
        assertThat(limits.acquire("a", "one")).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(limits.refusal("a", "one")).contains(AdmissionRefusal.ADDRESS_LIMIT);
            assertThat(limits.acquire("a", "one")).contains(AdmissionRefusal.ADDRESS_LIMIT);
        }
        assertThat(limits.acquire("a", "two")).isEmpty();
        assertThat(limits.acquire("b", "three")).isEmpty();
        assertThat(limits.isFull()).isTrue();
    }

    @Test
    void aPlaceThatIsGivenBackIsThereForTheNext() {
        ConnectionLimits limits = limits(1, 1, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(limits.acquire("a", "one")).isEmpty();
            limits.release("a", "one");
        }
        assertThat(limits.refusal("a", "one")).isEmpty();
    }

    @Test
    void noLimitIsNone() {
        ConnectionLimits limits = limits(1000, 0, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(limits.acquire("a", "one")).isEmpty();
        }
    }

    @Test
    void manyAtOnceGetNoMoreThanThereIs() throws Exception {
        ConnectionLimits limits = limits(1000, 10, 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> takers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                takers.add(() -> limits.acquire("a", "one").isEmpty());
            }
            int taken = 0;
            for (Future<Boolean> result : threads.invokeAll(takers)) {
                taken += result.get() ? 1 : 0;
            }
            assertThat(taken).isEqualTo(10);
        } finally {
            threads.shutdownNow();
        }
    }
}
