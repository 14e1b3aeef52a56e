package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventDraft;
import io.wirescope.event.EventPage;
import io.wirescope.event.EventQuery;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.config.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which channels of events begin anew when the bus goes on without their feeds: those that lost events, and no other. */
class EventFeedTest {

    private static final String ALL = "events:*";
    private static final String DRIFT = "events:drift.status";

    /** Calls no listener while it is closed, so that they fall behind. */
    private static final class Gate implements Executor {

        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<Runnable> held = new ArrayList<>();
        private boolean closed;

        @Override
        public synchronized void execute(Runnable task) {
            if (closed) {
                held.add(task);
            } else {
                threads.execute(task);
            }
        }

        synchronized void close() {
            closed = true;
        }

        synchronized void open() {
            closed = false;
            held.forEach(threads::execute);
            held.clear();
        }
    }

    private final Gate gate = new Gate();
    private final TestGateway gateway = new TestGateway(Runnable::run, gate, "wirescope.events.buffer-size", "500");
    private TestDelivery delivery = new TestDelivery(gateway);

    @AfterEach
    void end() {
        gate.threads.shutdownNow();
    }

    /** An administrator, with what came of one channel. */
    private final class Admin {

        private final String channel;
        private final ScriptedTransport transport = ScriptedTransport.prompt();
        private final Connection connection;
        private final SessionStart sessionStart;
        private StreamPosition joined;

        Admin(String channel, ResumeRequest request) throws DeliveryRefusedException {
            this.channel = channel;
            connection = gateway.register(Peers.withRole("admin-" + channel, Role.ADMIN), transport);
            sessionStart = delivery.start(connection, request);
            if (request.isNone()) {
                joined = delivery.subscribe(connection, List.of(channel)).get(0).position();
            }
        }

        Admin back() throws DeliveryRefusedException {
            connection.closed(1006, "");
            long got = types().size();
            return new Admin(channel, new ResumeRequest(List.of(Optional.of(sessionStart.token())), List.of(
                    Optional.of(channel + "@" + joined.epoch() + ":" + (joined.offset() + got)))));
        }

        List<String> types() {
            return transport.messages().stream().filter(message -> message.getString("type").equals("event"))
                    .map(message -> message.getJsonObject("payload").getString("event_type")).toList();
        }
    }

    private static EventDraft draft(String type) {
        return new EventDraft(type, null, null, EventContext.of("test"), EventData.of(JsonFormat.object().build()));
    }

    private static Stream<EventDraft> drafts(String type, int count) {
        return IntStream.range(0, count).mapToObj(i -> draft(type));
    }

    /** Publishes more than the bus can hold while nobody listens. */
    private void flood(Stream<EventDraft> drafts) {
        gate.close();
        gateway.bus().publishAll(drafts.toList());
        gate.open();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private String epoch(String channel) {
        return Await.of(delivery.broker().newest(channel)).orElseThrow().epoch();
    }

    private void awaitGap(String channel, String before) {
        await(() -> !epoch(channel).equals(before));
    }

    private void awaitRead() {
        await(() -> gateway.bus().subscriptions().stream().allMatch(stats -> stats.lag() == 0));
    }

    @Test
    void aChannelThatLostNothingGoesOnWhileThatOfAllEventsBeginsAnew() throws Exception {
        Admin all = new Admin(ALL, ResumeRequest.NONE);
        Admin drift = new Admin(DRIFT, ResumeRequest.NONE);
        gateway.bus().publishAll(List.of(draft("drift.status")));
        await(() -> drift.types().size() == 1);
        String before = epoch(ALL);
        flood(drafts("cache.rebuild", 1_000));
        awaitGap(ALL, before);
        awaitRead();

        assertThat(drift.back().sessionStart.resumed()).isTrue();
        assertThat(all.back().sessionStart.gaps()).containsExactly(ALL);
    }

    @Test
    void aChannelWhoseTypeNeverHappenedGoesOnToo() throws Exception {
        Admin all = new Admin(ALL, ResumeRequest.NONE);
        Admin never = new Admin("events:never.seen", ResumeRequest.NONE);
        String before = epoch(ALL);
        flood(drafts("cache.rebuild", 1_000));
        awaitGap(ALL, before);
        awaitRead();

        assertThat(all.types()).isNotNull();
        assertThat(never.back().sessionStart.resumed()).isTrue();
    }

    @Test
    void whatTheBusStillKnowsOfATypeComesLateOnceAndInOrder() throws Exception {
        Admin drift = new Admin(DRIFT, ResumeRequest.NONE);
        flood(Stream.of(drafts("drift.status", 10), drafts("cache.rebuild", 1_000), drafts("drift.status", 5))
                .flatMap(part -> part));
        await(() -> drift.types().size() >= 15);
        awaitRead();

        assertThat(drift.types()).containsOnly("drift.status").hasSize(15);
        assertThat(drift.transport.messages().stream().map(message -> message.getJsonObject("payload"))
                .filter(payload -> payload.containsKey("sequence"))
                .map(payload -> payload.getJsonNumber("sequence").longValue())).isSorted();
        assertThat(drift.back().sessionStart.resumed()).isTrue();
    }

    @Test
    void aTypeWhoseEventsAreLostBeginsAnew() throws Exception {
        Admin drift = new Admin(DRIFT, ResumeRequest.NONE);
        Admin rebuild = new Admin("events:cache.rebuild", ResumeRequest.NONE);
        String before = epoch("events:cache.rebuild");
        flood(drafts("cache.rebuild", 2_000));
        awaitGap("events:cache.rebuild", before);
        awaitRead();

        assertThat(drift.back().sessionStart.resumed()).isTrue();
        assertThat(rebuild.back().sessionStart.gaps()).containsExactly("events:cache.rebuild");
    }

    @Test
    void whatWasClearedBeforeItWasFedIsLost() throws Exception {
        Admin drift = new Admin(DRIFT, ResumeRequest.NONE);
        String before = epoch(DRIFT);
        gate.close();
        gateway.bus().publishAll(drafts("drift.status", 3).toList());
        gateway.bus().clear();
        gate.open();
        gateway.bus().publishAll(List.of(draft("cache.rebuild")));
        awaitGap(DRIFT, before);

        assertThat(drift.back().sessionStart.gaps()).containsExactly(DRIFT);
    }

    /** Goes round while it is asked, so many times. */
    private final class BusyBus extends ObservabilityEventBus {

        private int busy;

        BusyBus(int busy) {
            super(MapSettings.with("wirescope.events.buffer-size", "500"), gateway.clock(), gateway.ids(),
                    new Threads(gate, gateway.scheduler()));
            this.busy = busy;
        }

        @Override
        public EventPage query(EventQuery query) {
            EventPage page = super.query(query);
            if (busy-- > 0) {
                publishAll(drafts("cache.rebuild", 600).toList());
            }
            return page;
        }
    }

    private boolean isLostWhileTheBusGoesRound(int times) throws DeliveryRefusedException {
        gate.close(); // so that the feed is called by the test alone
        BusyBus bus = new BusyBus(times);
        EventFeed feed = new EventFeed(bus, delivery.hub(), event -> ChannelName.ofEvents(event.eventType()),
                NodeIdentity.of("node-a"));
        new Admin(DRIFT, ResumeRequest.NONE);
        feed.add(DRIFT);
        String before = epoch(DRIFT);
        long missed = bus.publishAll(List.of(draft("drift.status"))).get(0).sequence();
        feed.onGap(missed, missed);
        return !epoch(DRIFT).equals(before);
    }

    @Test
    void whatWasMissedIsLookedForAgainWhenTheBusWentRoundMeanwhile() throws Exception {
        assertThat(isLostWhileTheBusGoesRound(3)).isFalse();
    }

    @Test
    void aBusThatNeverStandsStillIsNotAskedForEver() throws Exception {
        assertThat(isLostWhileTheBusGoesRound(1_000)).isTrue();
    }

    @Test
    void aFeedWaitsForLanesAndLosesNothing() throws Exception {
        Lanes lanes = new Lanes(2, 10, gate.threads);
        delivery = new TestDelivery(gateway, lanes);
        Admin all = new Admin(ALL, ResumeRequest.NONE);
        Admin drift = new Admin(DRIFT, ResumeRequest.NONE);
        String before = epoch(ALL);
        gateway.bus().publishAll(Stream.of(drafts("drift.status", 5), drafts("cache.rebuild", 200),
                drafts("drift.status", 5)).flatMap(part -> part).toList());
        await(() -> Collections.frequency(all.types(), "drift.status") == 10 && drift.types().size() == 10);
        lanes.stop();

        assertThat(epoch(ALL)).isEqualTo(before);
        assertThat(all.types()).filteredOn("cache.rebuild"::equals).hasSize(200);
    }
}
