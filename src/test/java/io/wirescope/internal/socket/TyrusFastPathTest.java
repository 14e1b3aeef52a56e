package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.OutgoingTexts;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.Transport;
import jakarta.websocket.Extension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.glassfish.tyrus.core.TyrusParts;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.Test;

/** On the real socket and protocol handler of Tyrus, in a session that holds them as Tyrus' does. */
class TyrusFastPathTest {

    private final ScriptedTransport ordinary = ScriptedTransport.prompt();
    private final Frames frames = new Frames();
    private final List<Optional<Throwable>> ends = new ArrayList<>();

    /** Notes frames, and leaves their ends to the test. */
    private static final class Frames extends Writer {

        private final List<String> written = new ArrayList<>();
        private CompletionHandler<ByteBuffer> last;

        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> done) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            written.add(new String(bytes, StandardCharsets.ISO_8859_1));
            last = done;
        }

        @Override
        public void close() {
        }
    }

    /** Where Tyrus' session has its socket. */
    private static class HoldsRemote {

        final Remote basicRemote;

        HoldsRemote(TyrusWebSocket socket) {
            basicRemote = new Remote(socket);
        }
    }

    private static final class ContainersSession extends HoldsRemote {

        ContainersSession(TyrusWebSocket socket) {
            super(socket);
        }
    }

    private static final class Remote {

        final TyrusWebSocket webSocket;

        Remote(TyrusWebSocket webSocket) {
            this.webSocket = webSocket;
        }
    }

    /** An extension that was negotiated. */
    private static final class Deflate implements Extension {

        @Override
        public String getName() {
            return "permessage-deflate";
        }

        @Override
        public List<Parameter> getParameters() {
            return List.of();
        }
    }

    private Transport way(TyrusWebSocket socket) throws ReflectiveOperationException {
        return new TyrusFastPath(ContainersSession.class).way(new ContainersSession(socket), ordinary).orElseThrow();
    }

    private void send(Transport way, String text) {
        way.send(OutgoingTexts.shared(text), failure -> ends.add(Optional.ofNullable(failure)));
    }

    @Test
    void writesTheFrameToTyrusWriterAndReportsItsEnd() throws Exception {
        Transport way = way(TyrusParts.socket(frames, List.of()));
        send(way, "hi");

        assertThat(frames.written).containsExactly("\u0081\u0002hi");
        assertThat(ordinary.sent()).isEmpty();
        assertThat(ends).isEmpty();
        frames.last.completed(null);
        assertThat(ends).containsExactly(Optional.empty());
    }

    @Test
    void reportsAWriteThatFailedOrWasCancelled() throws Exception {
        Transport way = way(TyrusParts.socket(frames, List.of()));
        IOException failure = new IOException("broken pipe");
        send(way, "a");
        frames.last.failed(failure);
        send(way, "b");
        frames.last.cancelled();

        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).containsSame(failure);
        assertThat(ends.get(1)).isPresent();
    }

    @Test
    void writesNothingBehindACloseFrame() throws Exception {
        TyrusWebSocket socket = TyrusParts.socket(frames, List.of());
        Transport way = way(socket);
        socket.close(1000, "bye");
        send(way, "late");

        assertThat(frames.written).singleElement().satisfies(frame -> assertThat(frame).startsWith("\u0088"));
        assertThat(ends).singleElement().satisfies(end -> assertThat(end).isPresent());
    }

    @Test
    void leavesAConnectionWithAnExtensionToTyrus() throws Exception {
        Object session = new ContainersSession(TyrusParts.socket(frames, List.of(new Deflate())));

        assertThat(new TyrusFastPath(ContainersSession.class).way(session, ordinary)).isEmpty();
    }

    @Test
    void leavesAConnectionWithoutAWriterToTyrus() throws Exception {
        Object session = new ContainersSession(TyrusParts.socket(null, List.of()));

        assertThat(new TyrusFastPath(ContainersSession.class).way(session, ordinary)).isEmpty();
    }

    @Test
    void leavesPingsAndClosesToTyrus() throws Exception {
        Transport way = way(TyrusParts.socket(frames, List.of()));
        way.ping();
        way.close(4413, "Consumer too slow");

        assertThat(ordinary.pings()).isOne();
        assertThat(ordinary.closes()).containsExactly(new ScriptedTransport.Close(4413, "Consumer too slow"));
        assertThat(frames.written).isEmpty();
    }

    @Test
    void aTyrusWithoutTheFieldIsRefused() {
        assertThatThrownBy(() -> new TyrusFastPath(TyrusSession.class)).isInstanceOf(NoSuchFieldException.class)
                .hasMessageContaining("basicRemote");
    }
}
