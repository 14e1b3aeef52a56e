package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static Places places(int all, int perClient, int perAddress) {
        return new Places(new TestGateway("wirescope.connections.max", Integer.toString(all),
                "wirescope.connections.max-per-client", Integer.toString(perClient),
                "wirescope.connections.max-per-address", Integer.toString(perAddress)).registry().config());
    }

    @Test
    void eachLimitIsToldByItsName() {
        Places places = places(3, 2, 2);
        assertThat(places.take("a", "one")).isEmpty();
        assertThat(places.take("a", "two")).isEmpty();

        assertThat(places.refusal("a", "three")).contains(NoPlace.CLIENT_LIMIT);
        assertThat(places.take("a", "three")).contains(NoPlace.CLIENT_LIMIT);
        assertThat(places.take("b", "one")).isEmpty();
        assertThat(places.refusal("c", "one")).contains(NoPlace.SERVER_LIMIT);
        assertThat(places.take("c", "one")).contains(NoPlace.SERVER_LIMIT);
    }

    @Test
    void whatIsRefusedTakesNothing() {
        Places places = places(3, 2, 1);
        assertThat(places.take("a", "one")).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(places.refusal("a", "one")).contains(NoPlace.ADDRESS_LIMIT);
            assertThat(places.take("a", "one")).contains(NoPlace.ADDRESS_LIMIT);
        }
        assertThat(places.take("a", "two")).isEmpty();
        assertThat(places.take("b", "three")).isEmpty();
        assertThat(places.isFull()).isTrue();
    }

    @Test
    void aPlaceThatIsGivenBackIsThereForTheNext() {
        Places places = places(1, 1, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(places.take("a", "one")).isEmpty();
            places.giveBack("a", "one");
        }
        assertThat(places.refusal("a", "one")).isEmpty();
    }

    @Test
    void noLimitIsNone() {
        Places places = places(1000, 0, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(places.take("a", "one")).isEmpty();
        }
    }

    @Test
    void manyAtOnceGetNoMoreThanThereIs() throws Exception {
        Places places = places(1000, 10, 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> takers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                takers.add(() -> places.take("a", "one").isEmpty());
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
