package io.wirescope.bench;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.connection.Transport;
import io.wirescope.delivery.BenchDelivery;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.conversation.ApplicationHooks;
import io.wirescope.internal.conversation.ChannelRequests;
import io.wirescope.internal.conversation.EnvelopeConversation;
import io.wirescope.internal.conversation.TokenRefresh;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.session.SessionAudit;
import io.wirescope.internal.upstream.LifeCycle;
import io.wirescope.internal.upstream.Routes;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one envelope costs the gateway: parse, validate, event in, reply, event out; everything but the
 * container. Beside it, as the yardstick of the same run, JSON-P's parse of the same text alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EnvelopeHandling {

    private static final String PING = """
            {"envelope_version": 1, "type": "ping", "timestamp": "2025-08-16T01:36:59.923393+00:00", \
            "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8", \
            "trace": {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "span": "00f067aa0ba902b7"}, \
            "payload": {"data": {"n": 1}}, "meta": {"retries": 0, "debug": false}}""";

    private static final String UNKNOWN = PING.replace("\"ping\"", "\"chat.message\"");
    private static final String LEGACY = "{\"type\": \"chat\", \"text\": \"hello there\", \"n\": 17}";

    /** A peer that takes everything at once. */
    private static final class Sink implements Transport {
        @Override
        public void send(String text, Consumer<Throwable> done) {
            done.accept(null);
        }

        @Override
        public void ping() {
            throw new IllegalStateException("pinged");
        }

        @Override
        public void close(int code, String reason) {
            throw new IllegalStateException("closed: " + code + " " + reason);
        }
    }

    private final BenchEnvironment environment = new BenchEnvironment();
    private EnvelopeConversation conversation;
    private Connection connection;

    @Setup
    public void connect() {
        Settings settings = BenchEnvironment.settings("wirescope.messages.per-second", "0");
        Threads threads = environment.threads();
        Clock clock = Clock.systemUTC();
        IdSource ids = IdSource.random();
        ObservabilityEventBus bus = new ObservabilityEventBus(settings, clock, ids, threads);
        ConnectionRegistry registry = new ConnectionRegistry(settings, bus, clock, ids, threads);
        Routes routes = new Routes(settings, bus, threads, clock, ids);
        LifeCycle lifeCycle = new LifeCycle(routes, clock);
        BenchDelivery delivery = new BenchDelivery(settings, bus, registry, clock, ids, threads);
        ChannelRequests channels = new ChannelRequests(delivery.subscriptions(), delivery.publisher(),
                new ApplicationHooks(lifeCycle), clock, ids);
        conversation = new EnvelopeConversation(settings, registry, bus, new LegacyUsage(settings, bus, clock),
                delivery.subscriptions(), channels, routes, lifeCycle,
                new TokenRefresh((token, address) -> Credential.bad("none"), delivery.subscriptions(), new SessionAudit(new SecurityAudit(bus, threads)),
                        threads, clock, ids), (protocol, nanos) -> { }, clock, ids);
        connection = registry.register(new Peer("bench", Role.TEST, Protocol.ENVELOPE, "/ws/client", ids.newId(),
                null, "127.0.0.1", "bench", false, Caller.ANYONE), new Sink()).orElseThrow();
        conversation.open(connection, ResumeRequest.NONE);
    }

    @TearDown
    public void stop() {
        boolean ended = connection.hasEnded();
        environment.close();
        if (ended) { // its messages were dropped, which costs little
            throw new IllegalStateException("The connection has ended");
        }
    }

    @Benchmark
    public JsonValue parseAlone() throws Exception {
        return JsonFormat.read(PING);
    }

    @Benchmark
    public void ping() {
        conversation.onText(connection, PING);
    }

    @Benchmark
    public void echo() {
        conversation.onText(connection, UNKNOWN);
    }

    @Benchmark
    public void legacy() {
        conversation.onText(connection, LEGACY);
    }
}
