package io.wirescope.delivery;

import io.wirescope.connection.TestGateway;

class MemoryBrokerContractTest extends BrokerContract {

    private MemoryBroker broker;

    @Override
    Broker make(TestGateway with) {
        broker = TestDelivery.memory(with);
        return broker;
    }

    @Override
    void restart(String channel) {
        broker.restart(channel);
    }

    @Override
    int load() {
        return 1000;
    }
}
