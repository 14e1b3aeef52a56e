package io.wirescope.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.delivery.TestDelivery;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftBroadcasterTest {

    private static final Instant CALCULATED = Instant.parse("2025-08-16T01:00:00Z");
    private static final DriftStatus STATUS = new DriftStatus(DriftLevel.DRIFT_DETECTED, 0.42, CALCULATED,
            List.of("embedding"), JsonFormat.object().add("psi", 0.31).build(), "fraud-7");

    private final TestGateway gateway = new TestGateway();
    private final TestDelivery delivery = new TestDelivery(gateway);
    private final DriftBroadcaster drift = new DriftBroadcaster(gateway.settings(), gateway.bus(),
            delivery.broadcaster(), gateway.clock(), gateway.ids());
    private final ScriptedTransport alice = ScriptedTransport.prompt();
    private final ScriptedTransport old = ScriptedTransport.prompt();

    DriftBroadcasterTest() {
        delivery.start(gateway.register(Peers.envelope("alice"), alice));
        gateway.connect(Peers.raw("old"), old);
    }

    @Test
    void aStatementIsAnEventAndGoesToEveryEnvelopeConnection() {
        DriftStatement statement = drift.state(STATUS);

        JsonObject expected = JsonFormat.object().add("status", "DRIFT_DETECTED").add("drift_score", 0.42)
                .add("calculated_at", "2025-08-16T01:00:00.000000+00:00")
                .add("affected_components", JsonFormat.array().add("embedding"))
                .add("metrics", JsonFormat.object().add("psi", 0.31)).add("model_name", "fraud-7").add("source", "drift")
                .add("timestamp", "2025-08-16T01:36:59.923393+00:00").build();
        assertThat(statement.payload()).isEqualTo(expected);
        assertThat(statement.connectionsNotified()).isEqualTo(1);
        ObservabilityEvent event = gateway.events(EventType.DRIFT_STATUS).get(0);
        assertThat(event.data().toJson()).isEqualTo(expected);
        assertThat(event.sequence()).isEqualTo(statement.sequence());
        assertThat(alice.last().getString("type")).isEqualTo("drift.status");
        assertThat(alice.last().getJsonObject("payload")).isEqualTo(expected);
        assertThat(alice.last().getString("request_id")).isEqualTo(event.context().requestId());
        assertThat(old.sent()).isEmpty();
        assertThat(drift.latest()).contains(statement);
    }

    @Test
    void aListenerThatAsksForTheLatestGetsNothingOlder() {
        List<JsonObject> heard = new ArrayList<>();
        List<JsonObject> asked = new ArrayList<>();
        delivery.start(gateway.register(Peers.envelope("curious"), new Listening(text -> {
            heard.add(payload(text));
            asked.add(drift.latest().map(DriftStatement::payload).orElse(JsonValue.EMPTY_JSON_OBJECT));
        })));
        heard.clear();
        asked.clear();

        drift.state(STATUS);
        drift.state(scored(0.9));

        assertThat(heard).hasSize(2).isEqualTo(asked);
    }

    @Test
    @Timeout(60)
    void twoStatementsAtOnceEndWithTheLaterOne() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                CyclicBarrier together = new CyclicBarrier(2);
                DriftStatus first = scored(round);
                DriftStatus second = scored(round + 0.5);
                Future<?> one = pool.submit(() -> stateTogether(together, first));
                Future<?> other = pool.submit(() -> stateTogether(together, second));
                one.get();
                other.get();

                assertThat(drift.latest().orElseThrow().payload()).as("round %s", round)
                        .isEqualTo(alice.last().getJsonObject("payload"))
                        .isEqualTo(newestEvent());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Void stateTogether(CyclicBarrier together, DriftStatus status) throws Exception {
        together.await();
        drift.state(status);
        return null;
    }

    private JsonObject newestEvent() {
        return gateway.bus().query(EventQuery.newest(EventFilter.ofTypes(EventType.DRIFT_STATUS), 1)).events().get(0)
                .data().toJson();
    }

    private static DriftStatus scored(double score) {
        return new DriftStatus(DriftLevel.DRIFT_DETECTED, score, CALCULATED, List.of(), JsonValue.EMPTY_JSON_OBJECT,
                "fraud-7");
    }

    private static JsonObject payload(String text) {
        try {
            return JsonFormat.read(text).asJsonObject().getJsonObject("payload");
        } catch (MalformedJsonException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** A transport to a client that acts at once on what it receives. */
    private record Listening(Consumer<String> listener) implements Transport {

        @Override
        public void send(String text, Consumer<Throwable> done) {
            listener.accept(text);
            done.accept(null);
        }

        @Override
        public void ping() {
            // its library answers
        }

        @Override
        public void close(int code, String reason) {
            // nothing is held
        }
    }

    @Test
    void itIsPartOfTheRequestThatCausedIt() {
        drift.state(STATUS, new EventContext("r1", Peers.TRACE, null, null, "drift"));

        JsonObject trace = alice.last().getJsonObject("trace");
        assertThat(alice.last().getString("request_id")).isEqualTo("r1");
        assertThat(trace.getString("trace_id")).isEqualTo(Peers.TRACE.traceId());
        assertThat(trace.getString("parent_span")).isEqualTo(Peers.TRACE.span());
        assertThat(gateway.events(EventType.DRIFT_STATUS).get(0).traceId()).isEqualTo(Peers.TRACE.traceId());
    }

    @Test
    void sendingCanBeSwitchedOffAndOn() {
        drift.setEnabled(false);
        assertThat(drift.state(STATUS).connectionsNotified()).isZero();
        assertThat(alice.sent()).isEmpty();
        assertThat(gateway.events(EventType.DRIFT_STATUS)).hasSize(1);

        drift.setEnabled(true);
        assertThat(drift.state(STATUS).connectionsNotified()).isEqualTo(1);
    }

    @Test
    void theSettingSaysHowItBegins() {
        TestGateway other = new TestGateway("wirescope.drift.broadcast", "false");
        assertThat(new DriftBroadcaster(other.settings(), other.bus(), new TestDelivery(other).broadcaster(),
                other.clock(), other.ids()).isEnabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStatementTooLargeToSendIsNotStatedWhetherSendingIsOnOrOff(boolean enabled) {
        drift.setEnabled(enabled);
        DriftStatus huge = new DriftStatus(DriftLevel.NO_DRIFT, 0, CALCULATED,
                Collections.nCopies(1000, "x".repeat(100)), JsonValue.EMPTY_JSON_OBJECT, null);

        assertThatThrownBy(() -> drift.state(huge)).isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining("limit of 65536");
        assertThat(gateway.events(EventType.DRIFT_STATUS)).isEmpty();
        assertThat(drift.latest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aScoreThatIsNoNumberIsNone(double score) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DriftStatus(DriftLevel.NO_DRIFT, score, CALCULATED,
                List.of(), JsonValue.EMPTY_JSON_OBJECT, null));
    }
}
