package io.wirescope.internal.socket;

import io.wirescope.connection.OutgoingText;
import io.wirescope.connection.Transport;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.glassfish.tyrus.core.ProtocolHandler;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * Writes frames that are made once for all their receivers, on Tyrus, the WebSocket engine of Payara and GlassFish: into the
 * writer that Tyrus itself writes its frames to. Knows where Tyrus 2.1 keeps it, and changes nothing of it. Thread-safe.
 *
 * <p>Only for servers that have these classes: see {@link FastPaths}.
 */
final class TyrusFastPath implements FastPath {

    private final Field remote;
    private final Field webSocket;
    private final Field protocolHandler;
    private final Field writer;

    /**
     * Looks the fields up.
     *
     * @param session the class of Tyrus' sessions
     * @throws ReflectiveOperationException when this Tyrus keeps its writer elsewhere
     */
    TyrusFastPath(Class<?> session) throws ReflectiveOperationException {
        remote = field(session, "basicRemote");
        webSocket = field(remote.getType(), "webSocket");
        protocolHandler = field(TyrusWebSocket.class, "protocolHandler");
        writer = field(ProtocolHandler.class, "writer");
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> holder = type; holder != null; holder = holder.getSuperclass()) {
            for (Field field : holder.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }

    @Override
    public Optional<Transport> transport(Session session, Transport ordinary) throws ReflectiveOperationException {
        // each ordinary send begins the idle time anew
        return session.getMaxIdleTimeout() > 0 ? Optional.empty() : way(session, ordinary);
    }

    Optional<Transport> way(Object session, Transport ordinary) throws ReflectiveOperationException {
        TyrusWebSocket socket = (TyrusWebSocket) webSocket.get(remote.get(session));
        ProtocolHandler protocol = (ProtocolHandler) protocolHandler.get(socket);
        Writer frames = (Writer) writer.get(protocol);
        if (frames == null || protocol.hasExtensions()) { // an extension changes frames
            return Optional.empty();
        }
        return Optional.of(new Frames(ordinary, socket, frames));
    }

    @Override
    public String toString() {
        return "Tyrus gets the frames of messages that are made once for all receivers";
    }

    /** The way to one peer. */
    private record Frames(Transport ordinary, TyrusWebSocket socket, Writer writer) implements Transport {

        @Override
        public void send(OutgoingText text, Consumer<Throwable> done) {
            if (!socket.isConnected()) { // Tyrus has sent its close frame, after which there must be none
                done.accept(new IOException("Connection closed"));
                return;
            }
            writer.write(ByteBuffer.wrap(text.frame()), new Completion(done));
        }

        @Override
        public void send(String text, Consumer<Throwable> done) {
            ordinary.send(text, done);
        }

        @Override
        public void ping() {
            ordinary.ping();
        }

        @Override
        public void close(int code, String reason) {
            ordinary.close(code, reason);
        }
    }

    /** The end of one send. */
    private static final class Completion extends CompletionHandler<ByteBuffer> {

        private final Consumer<Throwable> done;

        Completion(Consumer<Throwable> done) {
            this.done = done;
        }

        @Override
        public void completed(ByteBuffer frame) {
            done.accept(null);
        }

        @Override
        public void failed(Throwable failure) {
            done.accept(failure);
        }

        @Override
        public void cancelled() {
            done.accept(new IOException("Send cancelled"));
        }
    }
}
