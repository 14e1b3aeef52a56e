package io.wirescope.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.FiredEvents.Fired;
import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.config.Threads;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Default;
import jakarta.json.JsonValue;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the bus's events come to CDI observers; {@code EventObserversIT} has the container's part. */
@Timeout(60)
class EventObserversTest {

    private static final Annotation DRIFT = EventOf.Literal.of("drift.status");
    private static final Annotation CACHE = EventOf.Literal.of("cache.rebuild");

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Threads threads = new Threads(pool, null);
    private final ObservabilityEventBus bus = new ObservabilityEventBus(MapSettings.with(), new SettableClock(),
            new CountingIds(), threads);
    private final FiredEvents events = new FiredEvents();
    private final Requests requests = new Requests();

    /** Notes which request contexts come and go, as {@code a} and {@code d}. Called by one thread at a time. */
    private static final class Requests implements RequestContextController {

        private final List<String> calls = new ArrayList<>();
        private boolean already;

        @Override
        public boolean activate() {
            calls.add("a");
            return !already;
        }

        @Override
        public void deactivate() {
            calls.add("d");
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        bus.stop();
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private EventObservers start(FoundObserver... found) {
        EventObserverExtension extension = new EventObserverExtension();
        for (FoundObserver observer : found) {
            extension.collect(observer);
        }
        EventObservers observers = new EventObservers(extension, bus, events, requests, threads);
        observers.start(new Object());
        return observers;
    }

    private void publish(String... types) {
        for (String type : types) {
            bus.publish(type, EventContext.of("test"), JsonValue.EMPTY_JSON_OBJECT);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }

    private long delivered() {
        return bus.subscriptions().stream().mapToLong(SubscriptionStats::delivered).sum();
    }

    @Test
    void costsNoSubscriptionWhenNobodyObserves() {
        start();

        assertThat(bus.stats().activeSubscriberCount()).isZero();
    }

    @Test
    void costsNoSubscriptionForObserversOfTheApplicationsOwnEvents() {
        FoundObserver own = FoundObserver.sync(Default.Literal.INSTANCE);
        start(own);

        assertThat(bus.stats().activeSubscriberCount()).isZero();
        assertThat(own.isGuarded()).isFalse();
    }

    @Test
    void firesJustTheTypesThatAreObserved() {
        start(FoundObserver.sync(DRIFT), FoundObserver.sync(CACHE));
        publish("drift.status", "legacy.usage", "cache.rebuild", "drift.status");
        await(() -> events.fired().size() == 3);

        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
        assertThat(delivered()).isEqualTo(3);
        assertThat(events.fired()).containsExactly(new Fired(1, Set.of(DRIFT), null),
                new Fired(3, Set.of(CACHE), null), new Fired(4, Set.of(DRIFT), null));
    }

    @Test
    void firesAllForAnObserverOfAllAndQualifiesTheTypesThatAreNamed() {
        start(FoundObserver.sync(DRIFT), FoundObserver.sync());
        publish("drift.status", "cache.rebuild");
        await(() -> events.fired().size() == 2);

        assertThat(events.fired()).containsExactly(new Fired(1, Set.of(DRIFT), null), new Fired(2, Set.of(), null));
    }

    @Test
    void bringsWhatWasPublishedBeforeTheObserversWereReady() {
        publish("drift.status");
        start(FoundObserver.sync(DRIFT));

        await(() -> events.fired().size() == 1);
    }

    @Test
    void givesEachEventARequestContextAndTakesItAway() {
        start(FoundObserver.sync(DRIFT));
        publish("drift.status", "drift.status");
        await(() -> delivered() == 2);

        assertThat(requests.calls).containsExactly("a", "d", "a", "d");
    }

    @Test
    void leavesARequestContextAloneThatWasThere() {
        requests.already = true;
        start(FoundObserver.sync(DRIFT));
        publish("drift.status");
        await(() -> delivered() == 1);

        assertThat(requests.calls).containsExactly("a");
    }

    @Test
    void firesForAsynchronousObserversOnASubscriptionOfTheirOwn() {
        start(FoundObserver.async(DRIFT), FoundObserver.sync(CACHE));
        publish("drift.status", "cache.rebuild");
        await(() -> events.fired().size() == 2);

        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(2);
        assertThat(events.fired()).anySatisfy(fired -> {
            assertThat(fired.sequence()).isEqualTo(1);
            assertThat(fired.stage()).isNotNull();
        });
        assertThat(events.fired()).contains(new Fired(2, Set.of(CACHE), null));
    }

    @Test
    void waitsForAsynchronousObserversInsteadOfPilingUpTasks() {
        start(FoundObserver.async());
        for (int i = 0; i < AsyncObservers.MAX_UNDER_WAY + 2; i++) {
            publish("drift.status");
        }
        await(() -> events.fired().size() == AsyncObservers.MAX_UNDER_WAY);
        await(() -> delivered() == AsyncObservers.MAX_UNDER_WAY);

        events.fired().get(3).stage().completeExceptionally(new IllegalStateException("failed"));
        await(() -> events.fired().size() == AsyncObservers.MAX_UNDER_WAY + 1);
        events.fired().get(0).stage().complete(null);
        await(() -> events.fired().size() == AsyncObservers.MAX_UNDER_WAY + 2);

        assertThat(events.fired()).extracting(Fired::sequence).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void asynchronousObserversGoOnAfterErrorsThatFiringThrows() {
        events.failNext(AsyncObservers.MAX_UNDER_WAY + 1, new OutOfMemoryError("unable to create native thread"));
        start(FoundObserver.async());
        for (int i = 0; i < AsyncObservers.MAX_UNDER_WAY + 2; i++) {
            publish("drift.status");
        }

        await(() -> events.fired().size() == 1);
        assertThat(bus.subscriptions()).extracting(SubscriptionStats::failures)
                .containsExactly(AsyncObservers.MAX_UNDER_WAY + 1L);
    }

    @Test
    void endsItsSubscriptions() {
        EventObservers observers = start(FoundObserver.async(), FoundObserver.sync());

        observers.stop();

        assertThat(bus.stats().activeSubscriberCount()).isZero();
    }

    @Test
    void guardsEachObserver() {
        FoundObserver sync = FoundObserver.sync(DRIFT);
        FoundObserver async = FoundObserver.async();
        start(sync, async);

        assertThat(sync.isGuarded()).isTrue();
        assertThat(async.isGuarded()).isTrue();
    }

    @Test
    void keepsToItselfWhatAnObserverThrowsAndLogsItEverMoreSeldom() throws Exception {
        FoundObserver failing = FoundObserver.sync(DRIFT);
        start(failing);
        ObservabilityEvent event = bus.publish("drift.status", EventContext.of("test"), JsonValue.EMPTY_JSON_OBJECT);
        KeptRecords log = KeptRecords.of(ObserverGuard.class);
        try {
            for (int i = 0; i < 10; i++) {
                failing.notify(event);
            }
        } finally {
            log.close();
        }

        assertThat(failing.notified()).isEqualTo(10);
        assertThat(log.records()).hasSize(4).allSatisfy(line -> assertThat(line.getMessage() + " " + line.getThrown())
                .contains(FoundObserver.class.getName(), event.id(), "NoClassDefFoundError"));
    }

    @Test
    void stopsTheDeploymentOfANameThatNoEventCanHave() {
        FoundObserver observer = FoundObserver.sync(EventOf.Literal.of("Drift.Status"));

        new EventObserverExtension().collect(observer);

        assertThat(observer.definitionError()).hasMessageContaining("Drift.Status")
                .hasMessageContaining(FoundObserver.class.getName());
    }
}
