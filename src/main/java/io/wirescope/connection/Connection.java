package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.Utf8;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.event.OutboundMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One client's connection, from its acceptance to its end. Thread-safe.
 *
 * <p>It ends once, whoever ends it first: the client, the server, or a send that fails. From then on
 * it is out of the registry and everything sent to it is dropped.
 */
public final class Connection {

    /** How long the last messages may take before the connection is closed without them. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Connection.class.getName());

    private final String connectionId;
    private volatile Peer peer;
    private volatile JsonObject attributes = JsonValue.EMPTY_JSON_OBJECT;
    private final AtomicInteger calls = new AtomicInteger();
    private final ConnectionRegistry registry;
    private final Transport transport;
    private final Outbox outbox;
    private final EventContext context;
    private final Instant connectedAt;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Future<?> lateClose;
    private final AtomicBoolean transportClosed = new AtomicBoolean();
    private final AtomicLong messagesOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final MessageRate rate;

    // One writer each: the container delivers the messages of a connection one after the other.
    private volatile long lastInboundMillis;
    private volatile long messagesIn;
    private volatile long bytesIn;
    private volatile int heartbeatCount;
    private volatile Instant lastHeartbeat;

    private volatile Runnable whenEnded;
    private volatile EndListener endListener;
    private volatile End end;

    // Written by the heartbeat scheduler alone.
    private volatile int pingsSent;
    private long turns;

    Connection(String connectionId, Peer peer, ConnectionRegistry registry, Transport transport) {
        this.connectionId = connectionId;
        this.peer = peer;
        this.registry = registry;
        this.transport = transport;
        this.connectedAt = registry.clock().instant();
        this.lastInboundMillis = connectedAt.toEpochMilli();
        this.rate = MessageRate.of(registry.config(), lastInboundMillis);
        this.context = new EventContext(peer.requestId(), peer.trace(), peer.clientId(), connectionId,
                peer.protocol() == Protocol.ENVELOPE ? "ws.client" : "ws.legacy");
        this.outbox = new Outbox(transport, registry.config().outboxMaxMessages(),
                registry.config().outboxMaxBytes(), this::sendFailed);
    }

    // Peers that break off are everyday; an error is the server's own.
    private void sendFailed(Throwable failure) {
        LOG.log(failure instanceof Error ? Level.WARNING : Level.FINE,
                "Send on connection " + connectionId + " failed", failure);
        abort(CloseCode.SERVER_FAULT, "Send failed");
    }

    /** {@return the server's id of this connection} */
    public String connectionId() {
        return connectionId;
    }

    /** {@return who is at the other end} */
    public Peer peer() {
        return peer;
    }

    /** {@return what events about this connection belong to} */
    public EventContext context() {
        return context;
    }

    /** {@return when it was accepted} */
    public Instant connectedAt() {
        return connectedAt;
    }

    /** Begins to send; until then everything waits. One of the two starts is called, once. */
    public void start() {
        outbox.start();
    }

    /**
     * Begins to send with a greeting, which is first on the wire whoever has sent something by now.
     *
     * @param greeting the first message; flat where the peer asked for that
     */
    public void start(Envelope greeting) {
        Outgoing message = outgoing(greeting, peer.flat());
        outbox.start(message.text(), () -> accepted(message));
    }

    /**
     * Sets what is to be done once this connection has ended; at once when it has. There is one such
     * action, and it runs once, on the thread that ends the connection: it must be quick.
     *
     * @param action what to do; takes the place of one that was set before and has not run
     */
    public void whenEnded(Runnable action) {
        whenEnded = action;
        if (ended.get()) {
            runWhenEnded();
        }
    }

    /**
     * Sends an envelope, flat where the peer asked for that.
     *
     * @param envelope the message
     * @return whether it was accepted; false when the connection has ended or just did for being too slow
     */
    public boolean send(Envelope envelope) {
        return send(envelope, peer.flat());
    }

    /**
     * Sends an envelope.
     *
     * @param envelope the message
     * @param flat     whether the payload members stand at the top level too
     * @return whether it was accepted
     */
    public boolean send(Envelope envelope, boolean flat) {
        return offer(outgoing(envelope, flat));
    }

    /**
     * Sends a message that others get too, flat where the peer asked for that.
     *
     * @param message the message, whose text is made once for all
     * @return whether it was accepted
     */
    public boolean send(SharedMessage message) {
        return send(message, () -> true);
    }

    /**
     * Sends a message that others get too, if it is still wanted. What is sent after it stopped being wanted comes after
     * it, or without it.
     *
     * @param message the message, whose text is made once for all
     * @param wanted  whether it is; must be quick and take no lock that is held while something is sent
     * @return whether it was accepted
     */
    public boolean send(SharedMessage message, BooleanSupplier wanted) {
        return offer(outgoing(message), wanted);
    }

    /**
     * Sends a message that the peer missed while it was away. It does not count against the bounds of what
     * may wait: those who were away longest would else be closed for it, again and again.
     *
     * @param message the message, as it was sent to others
     * @return whether it was accepted
     */
    public boolean replay(SharedMessage message) {
        Outgoing outgoing = outgoing(message);
        return outbox.owe(outgoing.text(), () -> accepted(outgoing));
    }

    /**
     * Sends bare text, on a connection that does not speak the envelope.
     *
     * @param text the whole of the message
     * @return whether it was accepted
     */
    public boolean sendRaw(String text) {
        int bytes = Utf8.length(text);
        return offer(new Outgoing(text, bytes, context,
                new OutboundMessage("raw", bytes, peer.remoteAddress(), 0, false, false)));
    }

    /** A message as it goes over the wire, and what the event about it says; null where there is none. */
    private record Outgoing(String text, int bytes, EventContext cause, OutboundMessage data) {
    }

    private Outgoing outgoing(Envelope envelope, boolean flat) {
        String text = flat ? registry.codec().writeFlat(envelope) : registry.codec().write(envelope);
        return outgoing(envelope, text, Utf8.length(text));
    }

    private Outgoing outgoing(SharedMessage message) {
        SharedMessage.Text text = message.text(peer.flat());
        return message.isObserved() ? outgoing(message.envelope(), text.text(), text.bytes())
                : new Outgoing(text.text(), text.bytes(), null, null);
    }

    private Outgoing outgoing(Envelope envelope, String text, int bytes) {
        return new Outgoing(text, bytes, context.with(envelope.requestId(), envelope.trace()),
                new OutboundMessage(envelope.type(), bytes, peer.remoteAddress(), Envelope.VERSION,
                        envelope.trace() != null, envelope.meta() != null));
    }

    private boolean offer(Outgoing message) {
        return offer(message, () -> true);
    }

    private boolean offer(Outgoing message, BooleanSupplier wanted) {
        Outbox.Offer offer = outbox.offer(message.text(), message.bytes(), wanted, () -> accepted(message));
        if (offer == Outbox.Offer.OVERFLOW) {
            abort(CloseCode.CONSUMER_TOO_SLOW, "Consumer too slow");
        }
        return offer == Outbox.Offer.ACCEPTED;
    }

    private void accepted(Outgoing message) {
        messagesOut.incrementAndGet();
        bytesOut.addAndGet(message.bytes());
        registry.traffic().out(message.bytes());
        if (message.data() != null) {
            registry.bus().publish(EventType.WS_MESSAGE_OUT, message.cause(), message.data());
        }
    }

    /**
     * Notes that a message came.
     *
     * @param bytes its length in UTF-8
     */
    public void received(int bytes) {
        lastInboundMillis = registry.clock().millis();
        messagesIn = messagesIn + 1;
        bytesIn = bytesIn + bytes;
        registry.traffic().in(bytes);
    }

    /** {@return what to do with the message that was just {@link #received}} */
    public RateVerdict rateVerdict() {
        return rate == null ? RateVerdict.ADMITTED : rate.next(lastInboundMillis);
    }

    /**
     * Counts a frame that brings no message, such as a ping, against the client's rate of messages. For the thread that
     * also brings its messages.
     *
     * @return {@link RateVerdict#CLOSE} where the client has to be closed for it
     */
    public RateVerdict frameVerdict() {
        return rate == null ? RateVerdict.ADMITTED : rate.next(registry.clock().millis());
    }

    /** Notes that the client is there: its library answered a ping frame, or its silence begins anew. */
    public void alive() {
        lastInboundMillis = registry.clock().millis();
    }

    /**
     * Sends a ping frame, unless a message is on its way. Returns at once: the frame is sent on the executor, and
     * may hold a thread of it for as long as the peer's buffer is full.
     */
    void pingFrame() {
        try {
            registry.threads().executor().execute(outbox::ping);
        } catch (Throwable e) { // the server is going down, or has no thread to give: an error then
            LOG.log(Level.FINE, "No thread for a ping frame", e);
        }
    }

    /** Notes a ping or a pong of the client's. */
    public void heartbeat() {
        heartbeatCount = heartbeatCount + 1;
        lastHeartbeat = registry.clock().instant();
    }

    /**
     * Takes a turn when an interval has gone by since the connect or the last one, or when the clock was set back
     * beyond that. Heartbeats alone call it.
     */
    boolean takePingTurn(Instant now, Duration interval) {
        long due = Duration.between(connectedAt, now).dividedBy(interval);
        if (due == turns) {
            return false;
        }
        turns = due;
        pingsSent = pingsSent + 1;
        return true;
    }

    /** {@return how many turns to be pinged it has had} */
    public int pingsSent() {
        return pingsSent;
    }

    /** {@return how many pings and pongs the client sent} */
    public int heartbeatCount() {
        return heartbeatCount;
    }

    /** {@return when the client's last ping or pong came, or null before the first} */
    public Instant lastHeartbeat() {
        return lastHeartbeat;
    }

    /** {@return when the last message or answer to a ping frame came, or the connection was accepted} */
    public Instant lastActivity() {
        return Instant.ofEpochMilli(lastInboundMillis);
    }

    /** {@return how long it has lasted} */
    public Duration uptime() {
        return Duration.between(connectedAt, registry.clock().instant());
    }

    /** {@return how much went over it} */
    public TrafficCount traffic() {
        return new TrafficCount(messagesIn, bytesIn, messagesOut.get(), bytesOut.get());
    }

    /** {@return how many messages wait to be sent or are being sent} */
    public int queueDepth() {
        return outbox.depth();
    }

    /**
     * Closes the connection once what was sent before has gone out, or after five seconds at the latest.
     * Returns at once. Does nothing when the connection has ended.
     *
     * @param code   what the client sees as the close code
     * @param reason for people, also in the event; a close frame takes up to 123 bytes of UTF-8 of it (RFC 6455,
     *               section 5.5)
     */
    public void close(CloseCode code, String reason) {
        if (!endedByServer(code, reason)) {
            return;
        }
        boolean waits = outbox.finish(() -> closeTransport(code, reason));
        if (waits) {
            closeLater(code, reason);
        }
    }

    private void closeLater(CloseCode code, String reason) {
        try {
            lateClose = registry.threads().scheduler().schedule(() -> closeTransport(code, reason),
                    FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            if (transportClosed.get()) {
                forgetLateClose();
            }
        } catch (Throwable e) { // the server is going down and won't wait that long, or has no thread to give
            LOG.log(Level.FINE, "No scheduler for a late close", e);
        }
    }

    // Open Liberty logs an error when it comes due in an application that is gone by then.
    private void forgetLateClose() {
        Future<?> pending = lateClose;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    /**
     * Closes the connection at once, dropping what waits. Returns at once.
     *
     * @param code   what the client sees as the close code
     * @param reason for people, also in the event; a close frame takes up to 123 bytes of UTF-8 of it (RFC 6455,
     *               section 5.5)
     */
    public void abort(CloseCode code, String reason) {
        endedByServer(code, reason);
        outbox.close();
        closeTransport(code, reason);
    }

    // Never on the caller's thread: closing a stuck peer takes seconds on some servers.
    private void closeTransport(CloseCode code, String reason) {
        if (!transportClosed.compareAndSet(false, true)) {
            return;
        }
        forgetLateClose();
        outbox.close(); // what still waits would go out behind the close
        registry.threads().close(() -> transport.close(code.code(), reason));
    }

    /**
     * Notes that the peer or the container has closed the connection.
     *
     * @param code   the close code that was seen
     * @param reason the reason that was given, may be empty
     */
    public void closed(int code, String reason) {
        transportClosed.set(true);
        forgetLateClose();
        end(code, reason);
        outbox.close();
    }

    /** Notes that a message of the client's is with an application, which may answer. */
    public void callBegun() {
        calls.incrementAndGet();
    }

    /** Notes that the application has answered, or will not. */
    public void callEnded() {
        calls.decrementAndGet();
    }

    /** {@return whether an application may still answer a message of the client's} */
    public boolean awaitsAnswers() {
        return calls.get() > 0;
    }

    /** {@return what the application gave the connection when it was opened; empty where it gave nothing} */
    public JsonObject attributes() {
        return attributes;
    }

    /**
     * Takes what the application decided about the connection. Called before the connection has started.
     *
     * @param newRole       its role from now on
     * @param newAttributes what is handed to the application with each message
     */
    public void admitted(Role newRole, JsonObject newAttributes) {
        peer = peer.withRole(newRole);
        attributes = newAttributes;
    }

    /** {@return whether the connection has ended; what still comes in is not for anyone} */
    public boolean hasEnded() {
        return ended.get();
    }

    private boolean endedByServer(CloseCode code, String reason) {
        boolean first = end(code.code(), reason);
        if (first) {
            registry.closedByServer(code);
        }
        return first;
    }

    private boolean end(int code, String reason) {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            registry.remove(this, code, reason);
            runWhenEnded();
            end = new End(code, reason);
            reportEnd();
        }
        return first;
    }

    /** Takes how a connection ended. Must be quick; called on the thread that ends it. */
    @FunctionalInterface
    public interface EndListener {

        /**
         * Takes it, once.
         *
         * @param code   the close code
         * @param reason the reason that was given, may be empty
         */
        void ended(int code, String reason);
    }

    private record End(int code, String reason) {
    }

    /**
     * Sets who is notified of how this connection ended; at once when it has.
     *
     * @param listener is notified once; there is one
     */
    public void onEnd(EndListener listener) {
        endListener = listener;
        reportEnd();
    }

    private void reportEnd() {
        EndListener listener;
        synchronized (ended) {
            listener = end == null ? null : endListener;
            if (listener != null) {
                endListener = null;
            }
        }
        if (listener != null) {
            listener.ended(end.code(), end.reason());
        }
    }

    private void runWhenEnded() {
        Runnable action;
        synchronized (ended) {
            action = whenEnded;
            whenEnded = null;
        }
        if (action != null) {
            action.run();
        }
    }
}
