package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.ManualScheduler;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.delivery.Lanes;
import io.wirescope.delivery.MemoryBroker;
import io.wirescope.delivery.SessionStore;
import io.wirescope.delivery.TestDelivery;
import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.conversation.ChannelRequests;
import io.wirescope.internal.conversation.NoChannelHooks;
import io.wirescope.internal.http.IdempotentCalls;
import io.wirescope.internal.http.PendingBodies;
import io.wirescope.internal.legacy.LegacyPolicy;
import io.wirescope.internal.legacy.LegacyUsage;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final TestGateway gateway = new TestGateway();
    private final ConnectionRegistry registry = gateway.registry();
    private final Map<String, Count> counters = new HashMap<>();
    private final KeptRecords log = KeptRecords.of(Metrics.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** A platform that knows counters only by their names, and has no gauges. */
    private MetricRegistry platform() {
        return (MetricRegistry) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {MetricRegistry.class}, (proxy, method, arguments) -> method.getName().equals("counter")
                        ? counters.computeIfAbsent(((Metadata) arguments[0]).getName(), name -> new Count()) : null);
    }

    private ManualScheduler.Task sampling() {
        MemoryBroker broker = new MemoryBroker(gateway.settings(), gateway.clock(), gateway.ids());
        SessionStore sessions =
                new SessionStore(gateway.settings(), gateway.clock(), gateway.threads());
        TestDelivery delivery = new TestDelivery(gateway);
        new Metrics(platform(), gateway.bus(), registry,
                new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock()),
                new LegacyPolicy(gateway.settings(), gateway.clock()), broker,
                new Lanes(gateway.settings(), gateway.threads()), sessions, delivery.publisher(),
                new ChannelRequests(delivery.subscriptions(), delivery.publisher(), new NoChannelHooks(),
                        gateway.clock(), gateway.ids()),
                new IdempotentCalls(gateway.settings()),
                new PendingBodies(gateway.settings(), gateway.threads(), gateway.bus(), gateway.clock()), new MessageHandlingTimes(), gateway.threads())
                .start(new Object());
        return gateway.scheduler().tasks().get(gateway.scheduler().tasks().size() - 1);
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromRising() {
        ManualScheduler.Task sampling = sampling();
        counters.get("wirescope.events.published").broken = true;
        gateway.connect(Peers.raw("bob"), ScriptedTransport.prompt()).received(5);

        sampling.runNow();

        assertThat(counters.get("wirescope.connections.opened").getCount()).isEqualTo(1);
        assertThat(counters.get("wirescope.message").getCount()).isEqualTo(5);
        assertThat(log.records()).isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getLevel()).isEqualTo(Level.WARNING));
    }

    /** Counts until it is broken. */
    private static final class Count implements Counter {

        private long count;
        private boolean broken;

        @Override
        public void inc() {
            inc(1);
        }

        @Override
        public void inc(long by) {
            if (broken) {
                throw new NoClassDefFoundError("broken");
            }
            count += by;
        }

        @Override
        public long getCount() {
            return count;
        }
    }
}
