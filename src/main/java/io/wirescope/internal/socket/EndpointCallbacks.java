package io.wirescope.internal.socket;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.RateVerdict;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.internal.conversation.Conversation;
import io.wirescope.internal.logging.LogContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What all endpoints do with the container's callbacks for one session. */
final class EndpointCallbacks {

    /** Why a binary message ends the connection. */
    static final String NO_BINARY = "Binary messages are not supported";

    private static final Logger LOG = Logger.getLogger(EndpointCallbacks.class.getName());

    private final SessionOpener opening;
    private final Conversation conversation;

    // Set before the container delivers the first message; volatile, since that happens on another thread.
    private volatile Connection connection;

    // Set when the container reports the end, which may be on another thread before the opening has come to its end.
    private volatile CloseReason ended;

    // The received parts of a message; used only by the container's reading thread.
    private MessageParts parts;

    EndpointCallbacks(SessionOpener opening, Conversation conversation) {
        this.opening = opening;
        this.conversation = conversation;
    }

    void open(Session session, EndpointConfig config) {
        opening.open(session, config).ifPresent(opened -> {
            connection = opened;
            HandshakeConfigurator.guard(config).ifPresent(guard -> guard.ownedBy(guarded(opened)));
            begin(opened, HandshakeConfigurator.handshake(config).map(Handshake::resume).orElse(ResumeRequest.NONE));
            CloseReason reported = ended;
            if (reported != null) {
                close(reported);
            } else if (!session.isOpen()) { // Undertow reports no end that came before the session was made
                close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, null));
            }
        });
    }

    // A container calls only onError, which would blame the peer.
    private void begin(Connection opened, ResumeRequest resume) {
        try {
            conversation.open(opened, resume);
        } catch (Throwable e) { // an error too, or the client would wait for ever
            logFailure(opened, e);
            opened.abort(CloseCode.SERVER_FAULT, "Server fault"); // it may not have been started, so nothing goes out
        }
    }

    private SocketGuard.Owner guarded(Connection opened) {
        return new SocketGuard.Owner() {

            @Override
            public RateVerdict controlFrame() {
                return opened.frameVerdict();
            }

            @Override
            public void oversize(long bytes) {
                EndpointCallbacks.this.oversize(opened, bytes);
            }

            @Override
            public void refuse(CloseCode code, String reason) {
                opened.abort(code, reason);
            }
        };
    }

    /**
     * Receives a message, or a part of one. Parts are counted as they come, so that a message without an end is not waited
     * for.
     */
    void text(String part, boolean last) {
        Connection current = connection;
        if (current == null || current.hasEnded()) {
            parts = null;
        } else if (last && parts == null) {
            text(current, part);
        } else {
            collect(current, part, last);
        }
    }

    private void collect(Connection current, String part, boolean last) {
        if (parts == null) {
            parts = new MessageParts();
        }
        parts.add(part);
        if (part.isEmpty() && !last && current.frameVerdict() == RateVerdict.CLOSE) {
            current.close(CloseCode.TOO_MANY_MESSAGES, "Too many messages");
        } else if (parts.bytes() > conversation.maxMessageBytes()) {
            oversize(current, parts.bytes());
            parts = null;
        } else if (last) {
            String whole = parts.whole();
            parts = null;
            text(current, whole);
        }
    }

    private void text(Connection current, String text) {
        handle(current, () -> conversation.onText(current, text));
    }

    private void oversize(Connection current, long bytes) {
        handle(current, () -> conversation.onOversize(current, bytes));
    }

    private static void handle(Connection current, Runnable handling) {
        try {
            handling.run();
        } catch (Throwable e) {
            logFailure(current, e);
            current.close(CloseCode.SERVER_FAULT, "Server fault");
        }
    }

    private static void logFailure(Connection failed, Throwable failure) {
        LogContext context = LogContext.open(failed.peer().requestId(), failed.peer().trace());
        try {
            LOG.log(Level.SEVERE, "Connection failed connection_id=" + failed.connectionId(), failure);
        } finally {
            context.close();
        }
    }

    void binary() {
        Connection current = connection;
        if (current != null) {
            current.close(CloseCode.UNSUPPORTED_DATA, NO_BINARY);
        }
    }

    /** Records a pong frame of a raw client; envelope clients answer with messages. */
    void pong() {
        Connection current = connection;
        if (current != null && current.peer().protocol() == Protocol.RAW) {
            current.alive();
        }
    }

    void close(CloseReason reason) {
        ended = reason;
        Connection current = connection;
        if (current != null) {
            String phrase = reason.getReasonPhrase();
            current.closed(reason.getCloseCode().getCode(), phrase == null ? "" : phrase);
        }
    }

    // Faults of ours are logged where they are caught. What comes here is the peer's doing: a frame that is
    // too big, a protocol error, a lost connection; not for clients to fill the log with.
    void error(Throwable failure) {
        LOG.log(Level.FINE, "WebSocket error", failure);
    }
}
