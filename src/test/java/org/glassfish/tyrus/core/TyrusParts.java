package org.glassfish.tyrus.core;

import jakarta.websocket.Extension;
import java.util.List;
import org.glassfish.tyrus.spi.Writer;

/** Parts of the real Tyrus, which makes them only for itself. */
public final class TyrusParts {

    private TyrusParts() {
    }

    /** {@return a socket that is connected, as Tyrus has one for a session} */
    public static TyrusWebSocket socket(Writer writer, List<Extension> extensions) {
        ProtocolHandler protocol = new ProtocolHandler(false, null);
        protocol.setWriter(writer);
        protocol.setExtensions(extensions);
        TyrusWebSocket socket = new TyrusWebSocket(protocol, null);
        protocol.setWebSocket(socket);
        socket.onConnect(null, null, extensions, "test", null);
        return socket;
    }
}
