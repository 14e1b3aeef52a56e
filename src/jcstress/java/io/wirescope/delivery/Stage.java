package io.wirescope.delivery;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.TestGateway;
import io.wirescope.connection.Transport;
import io.wirescope.envelope.Envelope;
import jakarta.json.JsonValue;
import java.util.function.Consumer;

/** A channel with its hub, and clients that note what they are sent: the last digit of an offset, or {@code U} for a notice. */
final class Stage {

    private static final String CHANNEL = "a";
    private static final TestGateway GATEWAY = new TestGateway("wirescope.connections.max", "1000000",
            "wirescope.connections.max-per-client", "0");
    private static final Message MESSAGE = new Message("news", JsonValue.EMPTY_JSON_OBJECT, "r1", null);

    private final MemoryBroker broker = new MemoryBroker(GATEWAY.settings(), GATEWAY.clock(), GATEWAY.ids());
    private final Hub hub = new Hub(GATEWAY.settings(), broker, broker, new Lanes(2, 1000, null), GATEWAY.clock());
    private final StreamPosition start = Await.of(broker.history(CHANNEL, null, 1)).newest();

    /** One client. */
    static final class Client implements Transport {

        private static final String OFFSET = "\"offset\":";

        private final StringBuilder got = new StringBuilder();
        private final Connection connection = GATEWAY.register(Peers.envelope("alice"), this);
        private final DeliverySession session;
        private Membership member;

        Client(int lane) {
            session = new DeliverySession("token", connection, lane);
            connection.start();
        }

        @Override
        public void send(String text, Consumer<Throwable> done) {
            int offset = text.indexOf(OFFSET);
            synchronized (got) {
                got.append(offset < 0 ? 'U' : text.charAt(offset + OFFSET.length()));
            }
            done.accept(null);
        }

        @Override
        public void ping() {
            throw new AssertionError("not pinged");
        }

        @Override
        public void close(int code, String reason) {
            // nothing to close
        }

        void notice() {
            connection.send(new Envelope("unsubscribed", "2025-08-16T01:36:50Z", null, null, JsonValue.EMPTY_JSON_OBJECT, null));
        }

        /** {@return what it was sent; it is gone then} */
        String got() {
            connection.closed(1000, "");
            synchronized (got) {
                return got.toString();
            }
        }
    }

    void publish() {
        Await.of(hub.offer(CHANNEL, MESSAGE, Sender.OUTSIDE));
    }

    /** Lets a client in that has seen nothing yet. */
    void join(Client client) {
        client.member = client.session.member(CHANNEL);
        client.session.enter(client.member);
        Await.of(hub.join(client.member, start));
        client.member.release();
    }

    void leave(Client client) {
        client.session.exit(CHANNEL);
        hub.leave(client.member);
    }
}
