package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.event.MapSettings;
import io.wirescope.internal.http.IdempotentCalls.Call;
import io.wirescope.internal.http.IdempotentCalls.Outcome;
import io.wirescope.internal.http.IdempotentCalls.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call with a key is made once. */
class IdempotentCallsTest {

    private static final long MIB = 1 << 20;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000); // it may overflow, as System.nanoTime may
    private final IdempotentCalls calls = new IdempotentCalls(MapSettings.with("wirescope.idempotency.ttl", "PT10S",
            "wirescope.idempotency.max-bytes", Long.toString(MIB)), nanos::get);
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private record Sized(long maxResultBytes, Supplier<String> result) implements Call<String> {

        @Override
        public String make() {
            return result.get();
        }

        @Override
        public long bytesOf(String result) {
            return result.length();
        }
    }

    private Outcome<String> make(String key, String fingerprint) {
        return calls.make(key, fingerprint, new Sized(100, () -> "result " + made.incrementAndGet()));
    }

    private static Outcome<String> made(String result) {
        return new Outcome<>(Verdict.MADE, result);
    }

    private static Outcome<String> repeated(String result) {
        return new Outcome<>(Verdict.REPEATED, result);
    }

    @Test
    void aRepeatGetsWhatTheFirstGot() {
        assertThat(make("a", "f")).isEqualTo(made("result 1"));
        assertThat(make("a", "f")).isEqualTo(repeated("result 1"));
        assertThat(make("b", "f")).isEqualTo(made("result 2"));
        assertThat(make("a", "f")).isEqualTo(repeated("result 1"));
        assertThat(calls.repeats()).isEqualTo(2);
        assertThat(calls.keys()).isEqualTo(2);
    }

    @Test
    void anotherCallWithTheKeyIsNotMade() {
        make("a", "f");

        assertThat(make("a", "g").verdict()).isEqualTo(Verdict.OTHER_CALL);
        assertThat(made.get()).isEqualTo(1);
    }

    @Test
    void aKeyIsFreeAgainAfterItsTimeAndNotBefore() {
        make("a", "f");
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        make("b", "f");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos() - 1);
        assertThat(make("a", "f")).isEqualTo(repeated("result 1"));
        assertThat(calls.secondsUntilRoom()).isEqualTo(1);

        nanos.incrementAndGet();
        assertThat(make("a", "g")).isEqualTo(made("result 3"));
        assertThat(make("b", "f")).isEqualTo(repeated("result 2"));
        assertThat(calls.secondsUntilRoom()).isEqualTo(5);
    }

    @Test
    void whatThrewWasNotMadeAndItsKeyIsFree() {
        assertThatThrownBy(() -> calls.make("a", "f", new Sized(1, () -> {
            throw new IllegalStateException("the call of the test fails");
        }))).isInstanceOf(IllegalStateException.class);

        assertThat(calls.keys()).isZero();
        assertThat(calls.bytes()).isZero();
        assertThat(make("a", "g")).isEqualTo(made("result 1"));
    }

    @Test
    void equalKeysAtOnceAreMadeOnceAndAllGetTheResult() throws Exception {
        int callers = 16;
        for (int round = 0; round < 200; round++) {
            String key = "key-" + round;
            CyclicBarrier together = new CyclicBarrier(callers);
            List<Future<Outcome<String>>> outcomes = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                outcomes.add(threads.submit(() -> {
                    together.await();
                    return make(key, "f");
                }));
            }
            String result = "result " + (round + 1);
            int first = 0;
            for (Future<Outcome<String>> outcome : outcomes) {
                Outcome<String> got = outcome.get(30, TimeUnit.SECONDS);
                assertThat(got.result()).isEqualTo(result);
                first += got.verdict() == Verdict.MADE ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        }
        assertThat(made.get()).isEqualTo(200);
    }

    /** A call that is under way until it may go on. */
    private Future<Outcome<String>> underWay(String key, CountDownLatch goOn, Supplier<String> result)
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Outcome<String>> first = threads.submit(() -> calls.make(key, "f", new Sized(100, () -> {
            begun.countDown();
            await(goOn);
            return result.get();
        })));
        begun.await();
        return first;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRepeatOfOneThatTakesLongIsSentAwayAndTheKeyStaysItsOwnBeyondItsTime() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Future<Outcome<String>> first = underWay("a", goOn, () -> "late");

        assertThat(make("a", "f").verdict()).isEqualTo(Verdict.UNDER_WAY);
        assertThat(make("a", "g").verdict()).isEqualTo(Verdict.OTHER_CALL);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(make("a", "f").verdict()).isEqualTo(Verdict.UNDER_WAY);
        goOn.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(made("late"));
        assertThat(made.get()).isZero();
    }

    @Test
    void aRepeatOfOneThatFailsMeanwhileIsMadeInstead() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Future<Outcome<String>> first = underWay("a", goOn, () -> {
            throw new IllegalStateException("the call of the test fails");
        });
        Future<Outcome<String>> repeat = threads.submit(() -> make("a", "f"));
        goOn.countDown();

        assertThat(repeat.get(30, TimeUnit.SECONDS)).isEqualTo(made("result 1"));
        assertThatThrownBy(first::get).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void itsMemoryIsBoundedAndNoKeyIsForgottenForIt() {
        Call<String> large = new Sized(MIB / 3, () -> "x".repeat((int) MIB / 4));
        assertThat(calls.make("a", "f", large).verdict()).isEqualTo(Verdict.MADE);
        assertThat(calls.make("b", "f", large).verdict()).isEqualTo(Verdict.MADE);
        assertThat(calls.make("c", "f", large).verdict()).isEqualTo(Verdict.MADE);
        assertThat(calls.make("d", "f", large).verdict()).isEqualTo(Verdict.FULL);
        assertThat(calls.bytes()).isBetween(3 * MIB / 4, MIB);

        assertThat(calls.make("a", "f", large).verdict()).isEqualTo(Verdict.REPEATED);
        assertThat(make("small", "f").verdict()).isEqualTo(Verdict.MADE);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(calls.make("d", "f", large).verdict()).isEqualTo(Verdict.MADE);
        assertThat(calls.keys()).isEqualTo(1);
    }
}
