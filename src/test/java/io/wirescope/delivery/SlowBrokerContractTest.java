package io.wirescope.delivery;

import io.wirescope.connection.TestGateway;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** The hub copes with an engine that answers later. */
class SlowBrokerContractTest extends BrokerContract {

    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private MemoryBroker memory;

    @AfterEach
    void endEngine() {
        engine.shutdownNow();
    }

    @Override
    Broker make(TestGateway with) {
        memory = TestDelivery.memory(with);
        return new SlowBroker(memory, engine);
    }

    @Override
    void restart(String channel) {
        memory.restart(channel);
    }

    @Override
    int load() {
        return 100;
    }
}
