package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectionTest {

    private static final Close GOING_AWAY = new Close(1001, "bye");

    private final TestGateway gateway = new TestGateway();
    private final ScriptedTransport transport = ScriptedTransport.held();

    @Nested
    class Sending {

        private final ScriptedTransport prompt = ScriptedTransport.prompt();

        @Test
        void writesAnEnvelope() {
            Connection connection = gateway.connect(Peers.envelope("alice"), prompt);

            assertThat(connection.send(message("echo"))).isTrue();

            assertThat(prompt.last().getInt("envelope_version")).isEqualTo(1);
            assertThat(prompt.last()).doesNotContainKey("text");
        }

        @Test
        void writesFlatWhereThePeerAskedForThat() {
            gateway.connect(Peers.flat("alice"), prompt).send(message("echo"));

            assertThat(prompt.last().getString("text")).isEqualTo("über");
        }

        @Test
        void writesFlatWhereTheSenderAsksForThat() {
            gateway.connect(Peers.envelope("alice"), prompt).send(message("echo"), true);

            assertThat(prompt.last().getString("text")).isEqualTo("über");
        }

        @Test
        void writesBareText() {
            Connection connection = gateway.connect(Peers.raw("bob"), prompt);

            connection.sendRaw("Echo: ü");

            assertThat(prompt.sent()).containsExactly("Echo: ü");
            assertThat(JsonFormat.write(sentEvent().data().toJson())).isEqualTo("""
                    {"type":"raw","payload_size":8,"client_remote":"10.0.0.1","envelope_version":null,\
                    "has_trace":false,"has_meta":false}""");
            assertThat(sentEvent().context()).isSameAs(connection.context());
        }

        @Test
        void publishesWhatItSends() {
            Connection connection = gateway.connect(Peers.envelope("alice"), prompt);
            TraceContext trace = Peers.TRACE.child("0000000000000001");

            connection.send(new Envelope("echo", "2025-08-16T01:36:59Z", "my-request", trace,
                    JsonFormat.object().add("text", "über").build(), null));

            int size = prompt.sent().get(0).getBytes(StandardCharsets.UTF_8).length;
            assertThat(JsonFormat.write(sentEvent().data().toJson())).isEqualTo("{\"type\":\"echo\",\"payload_size\":"
                    + size + ",\"client_remote\":\"10.0.0.1\",\"envelope_version\":1,\"has_trace\":true,"
                    + "\"has_meta\":false}");
            assertThat(sentEvent().context().requestId()).isEqualTo("my-request");
            assertThat(sentEvent().context().trace()).isEqualTo(trace);
            assertThat(sentEvent().context().clientId()).isEqualTo("alice");
            assertThat(sentEvent().context().connectionId()).isEqualTo(connection.connectionId());
            assertThat(sentEvent().context().source()).isEqualTo("ws.client");
        }

        @Test
        void greetsFirst() {
            Connection connection = gateway.register(Peers.flat("alice"), prompt);
            connection.send(message("drift.status"));

            connection.start(message("hello"));

            assertThat(prompt.messages()).extracting(sent -> sent.getString("type"))
                    .containsExactly("hello", "drift.status");
            assertThat(prompt.messages().get(0)).containsKey("text");
            assertThat(connection.traffic().messagesOut()).isEqualTo(2);
        }

        @Test
        void countsMessagesAndBytes() {
            Connection connection = gateway.connect(Peers.raw("bob"), prompt);

            connection.received(3);
            connection.received(4);
            connection.sendRaw("ü");

            assertThat(connection.traffic()).isEqualTo(new TrafficCount(2, 7, 1, 2));
            assertThat(gateway.registry().statistics().traffic()).isEqualTo(new TrafficCount(2, 7, 1, 2));
        }

        private ObservabilityEvent sentEvent() {
            List<ObservabilityEvent> events = gateway.events(EventType.WS_MESSAGE_OUT);
            return events.get(events.size() - 1);
        }
    }

    @Nested
    class Closing {

        private final Connection connection = gateway.connect(Peers.raw("bob"), transport);

        @Test
        void closesAtOnceWhenNothingWaits() {
            connection.close(CloseCode.GOING_AWAY, "bye");

            assertThat(transport.closes()).containsExactly(GOING_AWAY);
            assertThat(gateway.scheduler().tasks()).isEmpty();
        }

        @Test
        void closesOnceWhatWasSentBeforeHasGoneOut() {
            connection.sendRaw("a");
            connection.sendRaw("b");

            connection.close(CloseCode.GOING_AWAY, "bye");
            transport.complete();
            assertThat(transport.closes()).isEmpty();
            transport.complete();

            assertThat(transport.sent()).containsExactly("a", "b");
            assertThat(transport.closes()).containsExactly(GOING_AWAY);
        }

        @Test
        void closesAfterFiveSecondsAtTheLatest() {
            connection.sendRaw("a");
            connection.close(CloseCode.GOING_AWAY, "bye");

            assertThat(gateway.scheduler().tasks()).singleElement().satisfies(task -> {
                assertThat(task.delay()).isEqualTo(Duration.ofSeconds(5));
                task.runNow();
            });

            assertThat(transport.closes()).containsExactly(GOING_AWAY);
            transport.complete();
            assertThat(transport.closes()).hasSize(1);
        }

        @Test
        void doesNotCloseAgainWhenTheFiveSecondsAreOver() {
            connection.sendRaw("a");
            connection.close(CloseCode.GOING_AWAY, "bye");
            transport.complete();

            gateway.scheduler().tasks().get(0).runNow();

            assertThat(transport.closes()).hasSize(1);
        }

        @Test
        void isClosedOnceThoughItIsToldTwiceWhileSomethingWaits() {
            connection.sendRaw("a");
            assertThat(connection.queueDepth()).isEqualTo(1);

            connection.close(CloseCode.GOING_AWAY, "bye");
            connection.close(CloseCode.RESTARTING, "again");
            transport.complete();

            assertThat(gateway.scheduler().tasks()).hasSize(1);
            assertThat(transport.closes()).containsExactly(GOING_AWAY);
        }

        @Test
        void takesNothingMore() {
            connection.sendRaw("a");
            connection.close(CloseCode.GOING_AWAY, "bye");
            int events = gateway.events(EventType.WS_MESSAGE_OUT).size();

            assertThat(connection.sendRaw("b")).isFalse();
            assertThat(connection.send(message("echo"))).isFalse();

            transport.complete();
            assertThat(transport.sent()).containsExactly("a");
            assertThat(gateway.events(EventType.WS_MESSAGE_OUT)).hasSize(events);
            assertThat(connection.traffic().messagesOut()).isEqualTo(1);
        }

        @Test
        void isOutOfTheRegistryFromThenOn() {
            connection.sendRaw("a");

            connection.close(CloseCode.GOING_AWAY, "bye");

            assertThat(gateway.registry().find(connection.connectionId())).isEmpty();
            assertThat(end().getInt("close_code")).isEqualTo(1001);
            assertThat(end().getString("close_reason")).isEqualTo("bye");
        }

        @Test
        void abortsAtOnceAndDropsWhatWaits() {
            connection.sendRaw("a");
            connection.sendRaw("b");

            connection.abort(CloseCode.HEARTBEAT_TIMEOUT, "silent");
            transport.complete();

            assertThat(transport.closes()).containsExactly(new Close(4408, "silent"));
            assertThat(transport.sent()).containsExactly("a");
            assertThat(end().getInt("close_code")).isEqualTo(4408);
            assertThat(connection.queueDepth()).isZero();
        }

        @Test
        void abortsWhatIsBeingClosed() {
            connection.sendRaw("a");
            connection.close(CloseCode.GOING_AWAY, "bye");

            connection.abort(CloseCode.HEARTBEAT_TIMEOUT, "silent");

            assertThat(transport.closes()).containsExactly(new Close(4408, "silent"));
            assertThat(end().getInt("close_code")).as("it ended with the first").isEqualTo(1001);
        }

        @Test
        void endsOnceThoughSeveralEndIt() {
            connection.close(CloseCode.GOING_AWAY, "bye");
            connection.close(CloseCode.RESTARTING, "again");
            connection.closed(1006, "");
            connection.abort(CloseCode.SERVER_FAULT, "late");

            assertThat(transport.closes()).containsExactly(GOING_AWAY);
            assertThat(end().getInt("close_code")).isEqualTo(1001);
            assertThat(gateway.registry().statistics().ended()).isEqualTo(1);
        }

        @Test
        void isNotClosedWhenThePeerHasClosedIt() {
            connection.sendRaw("a");
            connection.sendRaw("b");

            connection.closed(1000, "done");
            transport.complete();
            assertThat(transport.sent()).containsExactly("a");
            connection.close(CloseCode.GOING_AWAY, "bye");
            connection.abort(CloseCode.GOING_AWAY, "bye");

            assertThat(transport.closes()).isEmpty();
            assertThat(end().getInt("close_code")).isEqualTo(1000);
            assertThat(end().getString("close_reason")).isEqualTo("done");
            assertThat(connection.sendRaw("c")).isFalse();
        }

        @Test
        void closesWithAServerFaultWhenASendFails() {
            connection.sendRaw("a");
            connection.sendRaw("b");

            transport.fail(new IOException("gone"));

            assertThat(transport.closes()).extracting(Close::code).containsExactly(1011);
            assertThat(end().getInt("close_code")).isEqualTo(1011);
            assertThat(connection.sendRaw("c")).isFalse();
        }

        private JsonObject end() {
            return onlyEnd(gateway);
        }
    }

    @Nested
    class BeforeTheStart {

        private final ScriptedTransport prompt = ScriptedTransport.prompt();
        private final Connection connection = gateway.register(Peers.envelope("alice"), prompt);

        @Test
        void closesAfterTheGreeting() {
            connection.close(CloseCode.GOING_AWAY, "bye");
            assertThat(prompt.closes()).isEmpty();

            connection.start(message("hello"));

            assertThat(prompt.sent()).hasSize(1);
            assertThat(prompt.closes()).containsExactly(GOING_AWAY);
        }

        @Test
        void sendsNoGreetingOnceItWasAborted() {
            connection.abort(CloseCode.GOING_AWAY, "bye");

            connection.start(message("hello"));

            assertThat(prompt.closes()).containsExactly(GOING_AWAY);
            assertThat(prompt.sent()).isEmpty();
            assertThat(connection.traffic().messagesOut()).isZero();
        }
    }

    @Nested
    class Overflow {

        private final Queue<Runnable> executor = new ArrayDeque<>();
        private final TestGateway small = new TestGateway(executor::add, "wirescope.outbox.max-messages", "2");
        private final Connection connection = small.connect(Peers.raw("bob"), transport);

        @Test
        void closesWithConsumerTooSlowOffTheSendersThread() {
            IntStream.range(0, 3).forEach(i -> assertThat(connection.sendRaw("a" + i)).isTrue());

            assertThat(connection.sendRaw("one too many")).isFalse();

            assertThat(transport.closes()).as("not on the thread of the sender").isEmpty();
            executor.remove().run();
            assertThat(transport.closes()).containsExactly(new Close(4413, "Consumer too slow"));
        }

        @Test
        void dropsWhatWaitsAndSaysSoOnce() {
            IntStream.range(0, 10).forEach(i -> connection.sendRaw("a" + i));
            transport.complete();

            assertThat(transport.sent()).containsExactly("a0");
            assertThat(executor).hasSize(1);
            assertThat(onlyEnd(small).getInt("close_code")).isEqualTo(4413);
            assertThat(small.registry().all()).isEmpty();
        }

        @Test
        void countsBytesOfUtf8() {
            TestGateway narrow = new TestGateway("wirescope.outbox.max-bytes", "1024");
            Connection thin = narrow.connect(Peers.raw("bob"), transport);
            thin.sendRaw("in flight");

            assertThat(thin.sendRaw("ü".repeat(512))).isTrue();
            assertThat(thin.sendRaw("u")).isFalse();
        }
    }

    @Nested
    class WhenTheServerGoesDown {

        @Test
        void endsThoughTheExecutorTakesNothingMore() {
            endsThough(new RejectedExecutionException("shut down"));
        }

        @Test
        void endsThoughTheExecutorsComponentIsGone() {
            endsThough(new IllegalStateException("component not available"));
        }

        private void endsThough(RuntimeException failure) {
            TestGateway down = new TestGateway(task -> {
                throw failure;
            });
            Connection connection = down.connect(Peers.raw("bob"), transport);

            assertThatCode(() -> connection.close(CloseCode.RESTARTING, "restart")).doesNotThrowAnyException();

            assertThat(down.registry().all()).isEmpty();
            assertThat(transport.closes()).extracting(Close::code).containsExactly(1012);
        }

        @Test
        void dropsWhatWaitsWhenTheExecutorTakesNothingMore() {
            TestGateway down = new TestGateway(task -> {
                throw new RejectedExecutionException("shut down");
            });
            Connection connection = down.connect(Peers.raw("bob"), transport);
            connection.sendRaw("a");
            connection.sendRaw("b");
            connection.close(CloseCode.RESTARTING, "restart");

            down.scheduler().tasks().get(0).runNow();
            transport.complete();

            assertThat(transport.sent()).containsExactly("a");
            assertThat(connection.queueDepth()).isZero();
        }

        @Test
        void endsThoughTheSchedulerTakesNothingMore() {
            Connection connection = gateway.connect(Peers.raw("bob"), transport);
            connection.sendRaw("a");
            gateway.scheduler().shutdownNow();

            assertThatCode(() -> connection.close(CloseCode.RESTARTING, "restart")).doesNotThrowAnyException();

            transport.complete();
            assertThat(transport.closes()).extracting(Close::code).containsExactly(1012);
        }
    }

    @Nested
    class Times {

        private final Connection connection = gateway.connect(Peers.envelope("alice"), transport);

        @Test
        void knowsHowLongItHasLasted() {
            gateway.clock().advance(Duration.ofSeconds(90));

            assertThat(connection.uptime()).isEqualTo(Duration.ofSeconds(90));
            assertThat(connection.connectedAt()).isEqualTo(gateway.clock().instant().minusSeconds(90));
        }

        @Test
        void knowsWhenTheLastMessageCame() {
            assertThat(connection.lastActivity().toEpochMilli()).isEqualTo(connection.connectedAt().toEpochMilli());

            gateway.clock().advance(Duration.ofSeconds(5));
            connection.received(1);
            gateway.clock().advance(Duration.ofSeconds(5));

            assertThat(connection.lastActivity().toEpochMilli())
                    .isEqualTo(connection.connectedAt().plusSeconds(5).toEpochMilli());
        }

        @Test
        void knowsTheClientsHeartbeats() {
            assertThat(connection.lastHeartbeat()).isNull();
            assertThat(connection.heartbeatCount()).isZero();

            gateway.clock().advance(Duration.ofSeconds(5));
            connection.heartbeat();
            connection.heartbeat();

            assertThat(connection.heartbeatCount()).isEqualTo(2);
            assertThat(connection.lastHeartbeat()).isEqualTo(gateway.clock().instant());
        }
    }

    @Test
    void eventsTellEnvelopeAndRawConnectionsApart() {
        assertThat(gateway.register(Peers.envelope("a"), transport).context().source()).isEqualTo("ws.client");
        assertThat(gateway.register(Peers.raw("a"), transport).context().source()).isEqualTo("ws.legacy");
        assertThat(gateway.register(Peers.traced("a"), transport).context().trace()).isEqualTo(Peers.TRACE);
        assertThat(gateway.register(Peers.traced("a"), transport).context().requestId()).isEqualTo(Peers.REQUEST_ID);
    }

    @Test
    @Timeout(30)
    void endsOnceThoughThreadsEndItTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        for (int round = 0; round < 300; round++) {
            ScriptedTransport way = ScriptedTransport.prompt();
            Connection connection = gateway.connect(Peers.raw("bob"), way);
            CyclicBarrier start = new CyclicBarrier(3);
            List<Future<?>> ends = List.of(
                    threads.submit(() -> together(start, () -> connection.close(CloseCode.GOING_AWAY, "bye"))),
                    threads.submit(() -> together(start, () -> connection.abort(CloseCode.SERVER_FAULT, "fault"))),
                    threads.submit(() -> together(start, () -> connection.closed(1006, ""))));
            for (Future<?> end : ends) {
                end.get(10, TimeUnit.SECONDS);
            }
            assertThat(way.closes()).hasSizeLessThanOrEqualTo(1);
            assertThat(gateway.registry().statistics().ended()).isEqualTo(round + 1);
        }
        threads.shutdown();
    }

    private static Void together(CyclicBarrier start, Runnable action) throws Exception {
        start.await();
        action.run();
        return null;
    }

    private static JsonObject onlyEnd(TestGateway gateway) {
        List<JsonObject> ends = gateway.data(EventType.WS_MESSAGE_OUT).stream()
                .filter(data -> data.getString("type").equals("connection_removed")).toList();
        assertThat(ends).hasSize(1);
        return ends.get(0);
    }

    private static Envelope message(String type) {
        return new Envelope(type, "2025-08-16T01:36:59Z", null, null,
                JsonFormat.object().add("text", "über").build(), null);
    }
}
