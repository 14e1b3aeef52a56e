package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.internal.config.KeptRecords;
import io.wirescope.internal.conversation.Conversation;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointCallbacksTest {

    private final TestGateway gateway = new TestGateway();
    private final ScriptedTransport transport = ScriptedTransport.prompt();
    private final KeptRecords log = KeptRecords.of(EndpointCallbacks.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    /** Registers a connection whatever the session is. */
    private final class AnyOpening extends SessionOpener {

        AnyOpening() {
            super(null, null, null, null);
        }

        @Override
        Optional<Connection> open(Session session, EndpointConfig config) {
            return Optional.of(gateway.register(Peers.envelope("alice"), transport));
        }
    }

    /** What an endpoint has where the filter decided on nothing. */
    private static final class NoHandshake implements EndpointConfig {

        @Override
        public List<Class<? extends Encoder>> getEncoders() {
            return List.of();
        }

        @Override
        public List<Class<? extends Decoder>> getDecoders() {
            return List.of();
        }

        @Override
        public Map<String, Object> getUserProperties() {
            return Map.of();
        }
    }

    /** Fails before it says anything. */
    private static final class BrokenConversation extends SilentConversation {

        @Override
        public void open(Connection connection, ResumeRequest resume) {
            throw new IllegalStateException("broken");
        }
    }

    /** Says nothing. */
    private static class SilentConversation implements Conversation {

        @Override
        public void open(Connection connection, ResumeRequest resume) {
            // nothing to say
        }

        @Override
        public void onText(Connection connection, String text) {
            throw new AssertionError("nothing comes");
        }

        @Override
        public int maxMessageBytes() {
            return 0;
        }

        @Override
        public void onOversize(Connection connection, long bytes) {
            throw new AssertionError("nothing comes");
        }
    }

    @Test
    void aFaultBeforeTheGreetingClosesTheConnectionAndIsLogged() {
        EndpointCallbacks callbacks = new EndpointCallbacks(new AnyOpening(), new BrokenConversation());

        callbacks.open(session(true), new NoHandshake());

        assertThat(transport.closes()).containsExactly(new ScriptedTransport.Close(1011, "Server fault"));
        assertThat(gateway.registry().all()).isEmpty();
        assertThat(log.records()).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(entry.getThrown()).hasMessage("broken");
        });
    }

    @Test
    void anEndThatIsReportedBeforeTheOpeningHasEndedIsNotLost() {
        EndpointCallbacks callbacks = new EndpointCallbacks(new AnyOpening(), new SilentConversation());

        callbacks.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, null));
        callbacks.open(session(true), new NoHandshake());

        assertThat(gateway.registry().all()).isEmpty();
    }

    @Test
    void anEndThatIsNeverReportedIsFoundAfterTheOpening() {
        EndpointCallbacks callbacks = new EndpointCallbacks(new AnyOpening(), new SilentConversation());

        callbacks.open(session(false), new NoHandshake());

        assertThat(gateway.registry().all()).isEmpty();
    }

    @Test
    void anOpenSessionStays() {
        EndpointCallbacks callbacks = new EndpointCallbacks(new AnyOpening(), new SilentConversation());

        callbacks.open(session(true), new NoHandshake());

        assertThat(gateway.registry().all()).hasSize(1);
    }

    private static Session session(boolean open) {
        return (Session) Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("isOpen");
                    return open;
                });
    }
}
