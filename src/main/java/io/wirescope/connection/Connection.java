package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventType;
import io.wirescope.internal.identity.Caller;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One client's connection, from its registration to its end. Thread-safe.
 *
 * <p>It ends once, whichever is first: a close by the client, a close by the server, or a send that fails. From then on
 * the registry does not list it, and everything sent to it is dropped.
 */
public final class Connection {

    private static final Logger LOG = Logger.getLogger(Connection.class.getName());

    /** Receives the end of a connection, once. */
    interface EndListener {

        void ended(Connection connection, int code, String reason);
    }

    private final String connectionId;
    private volatile Peer peer;
    private volatile JsonObject attributes = JsonValue.EMPTY_JSON_OBJECT;
    private final ConnectionServices services;
    private final EventContext context;
    private final Outbox outbox;
    private final MessageEncoder encoder;
    private final ConnectionActivity activity;
    private final ConnectionClose close;
    private final MessageRate rate;
    private final EndReport endReport = new EndReport();
    private final AtomicInteger calls = new AtomicInteger();

    Connection(String connectionId, Peer peer, ConnectionServices services, Transport transport,
            EndListener endListener) {
        this.connectionId = connectionId;
        this.peer = peer;
        this.services = services;
        this.activity = new ConnectionActivity(services.clock());
        this.rate = MessageRate.of(services.config(), activity.lastInboundMillis());
        this.context = new EventContext(peer.requestId(), peer.trace(), peer.clientId(), connectionId,
                peer.protocol() == Protocol.ENVELOPE ? "ws.client" : "ws.legacy");
        this.encoder = new MessageEncoder(services.codec(), peer, context);
        this.outbox = new Outbox(transport, services.config().outboxMaxMessages(),
                services.config().outboxMaxBytes(), this::sendFailed);
        this.close = new ConnectionClose(transport, outbox, services.threads(), (code, reason, byServer) -> {
            endListener.ended(this, code, reason);
            if (byServer != null) {
                services.statistics().closedByServer(byServer);
            }
            endReport.ended(code, reason);
        });
    }

    // Peers break off every day; an error is the server's own.
    private void sendFailed(Throwable failure) {
        LOG.log(failure instanceof Error ? Level.WARNING : Level.FINE,
                "Send failed connection_id=" + connectionId, failure);
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

    /** {@return when it was registered} */
    public Instant connectedAt() {
        return activity.connectedAt();
    }

    /** Starts sending; until then every message waits. Call one of the two starts, once. */
    public void start() {
        outbox.start();
    }

    /**
     * Starts sending with a greeting, which is the first message on the wire whatever was sent before.
     *
     * @param greeting the first message; flat where the peer asked for that
     */
    public void start(Envelope greeting) {
        MessageEncoder.Encoded message = encoder.encode(greeting, peer.flat());
        outbox.start(message.text(), () -> accepted(message));
    }

    /**
     * Sets an action that runs once after this connection has ended; at once when it has. It runs on the thread that
     * ends the connection, so it must be quick.
     *
     * @param action replaces an action that was set before and has not run
     */
    public void whenEnded(Runnable action) {
        close.whenEnded(action);
    }

    /**
     * Sends an envelope, flat where the peer asked for that.
     *
     * @param envelope the message
     * @return whether it was accepted; false when the connection has ended, or was closed now because it is too slow
     */
    public boolean send(Envelope envelope) {
        return send(envelope, peer.flat());
    }

    /**
     * Sends an envelope.
     *
     * @param envelope the message
     * @param flat     whether the payload members are at the top level too
     * @return whether it was accepted
     */
    public boolean send(Envelope envelope, boolean flat) {
        return offer(encoder.encode(envelope, flat), () -> true);
    }

    /**
     * Sends a message that other connections get too, flat where the peer asked for that.
     *
     * @param message the message, whose text is made once for all
     * @return whether it was accepted
     */
    public boolean send(SharedMessage message) {
        return send(message, () -> true);
    }

    /**
     * Sends a message that other connections get too, if it is still wanted. What is sent after it stopped being wanted
     * is delivered after it, or without it.
     *
     * @param message the message, whose text is made once for all
     * @param wanted  whether it is; must be quick and take no lock that is held while something is sent
     * @return whether it was accepted
     */
    public boolean send(SharedMessage message, BooleanSupplier wanted) {
        return offer(encoder.encode(message), wanted);
    }

    /**
     * Sends a message that the peer missed while it was disconnected. It does not count against the limits of the
     * outbox: a client that missed much would otherwise be closed for it each time it resumes.
     *
     * @param message the message, as it was sent to others
     * @return whether it was accepted
     */
    public boolean replay(SharedMessage message) {
        MessageEncoder.Encoded encoded = encoder.encode(message);
        return outbox.offerUncounted(encoded.text(), () -> accepted(encoded));
    }

    /**
     * Sends bare text, on a connection that does not use the envelope.
     *
     * @param text the whole message
     * @return whether it was accepted
     */
    public boolean sendRaw(String text) {
        return offer(encoder.encodeRaw(text), () -> true);
    }

    private boolean offer(MessageEncoder.Encoded message, BooleanSupplier wanted) {
        Outbox.Offer offer = outbox.offer(message.text(), wanted, () -> accepted(message));
        if (offer == Outbox.Offer.OVERFLOW) {
            abort(CloseCode.CONSUMER_TOO_SLOW, "Consumer too slow");
        }
        return offer == Outbox.Offer.ACCEPTED;
    }

    private void accepted(MessageEncoder.Encoded message) {
        activity.sent(message.text().bytes());
        services.statistics().sent(message.text().bytes());
        if (message.isObserved()) {
            services.bus().publish(EventType.WS_MESSAGE_OUT, message.context(), message.data());
        }
    }

    /**
     * Notes that a message was received.
     *
     * @param bytes its length in UTF-8
     */
    public void received(int bytes) {
        activity.received(bytes);
        services.statistics().received(bytes);
    }

    /** {@return what to do with the message that was just {@link #received}} */
    public RateVerdict rateVerdict() {
        return rate == null ? RateVerdict.ADMITTED : rate.next(activity.lastInboundMillis());
    }

    /**
     * Counts a frame that brings no message, such as a ping, against the client's rate of messages. For the thread that
     * also brings its messages.
     *
     * @return {@link RateVerdict#CLOSE} where the client has to be closed for it
     */
    public RateVerdict frameVerdict() {
        return rate == null ? RateVerdict.ADMITTED : rate.next(services.clock().millis());
    }

    /** Notes that the peer is alive: its library answered a ping frame, or its silence is measured from now on. */
    public void alive() {
        activity.alive();
    }

    /**
     * Sends a ping frame, unless a message is in flight. Returns at once: the frame is sent on the executor, and may hold
     * one of its threads for as long as the peer's buffer is full.
     */
    void pingFrame() {
        try {
            services.threads().executor().execute(outbox::ping);
        } catch (Throwable e) { // the server is going down, or has no thread to give: an error then
            LOG.log(Level.FINE, "Ping frame not sent: no thread available", e);
        }
    }

    /** Notes a ping or a pong of the client's. */
    public void heartbeat() {
        activity.heartbeat();
    }

    /**
     * Takes a turn when an interval has passed since the connect or the last turn, or when the clock was set back
     * beyond that. Only {@link Heartbeats} calls it.
     */
    boolean takePingTurn(Instant now, Duration interval) {
        return activity.takePingTurn(now, interval);
    }

    /** {@return how many turns to be pinged it has had} */
    public int pingsSent() {
        return activity.pingsSent();
    }

    /** {@return how many pings and pongs the client sent} */
    public int heartbeatCount() {
        return activity.heartbeatCount();
    }

    /** {@return when the client's last ping or pong was received, or null before the first} */
    public Instant lastHeartbeat() {
        return activity.lastHeartbeat();
    }

    /** {@return when the last message or answer to a ping frame was received, or the connection was registered} */
    public Instant lastActivity() {
        return Instant.ofEpochMilli(activity.lastInboundMillis());
    }

    /** {@return how long it has lasted} */
    public Duration uptime() {
        return Duration.between(connectedAt(), services.clock().instant());
    }

    /** {@return the messages and bytes in both directions} */
    public TrafficCount traffic() {
        return activity.traffic();
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
        close.close(code, reason);
    }

    /**
     * Closes the connection at once, dropping what waits. Returns at once.
     *
     * @param code   what the client sees as the close code
     * @param reason for people, also in the event; a close frame takes up to 123 bytes of UTF-8 of it (RFC 6455,
     *               section 5.5)
     */
    public void abort(CloseCode code, String reason) {
        close.abort(code, reason);
    }

    /**
     * Notes that the peer or the container has closed the connection.
     *
     * @param code   the close code that was seen
     * @param reason the reason that was given, may be empty
     */
    public void closed(int code, String reason) {
        close.closedByPeer(code, reason);
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

    /**
     * Takes a new credential of the peer's.
     *
     * @param caller whom it says that the peer is, the same subject as before
     */
    public void refreshed(Caller caller) {
        peer = peer.withCaller(caller);
    }

    /**
     * Sets who is notified of how this connection ended; at once when it has.
     *
     * @param observer is notified once; there is one
     */
    public void onEnd(EndReport.Observer observer) {
        endReport.to(observer);
    }

    /** {@return whether the connection has ended; what is still received must be ignored} */
    public boolean hasEnded() {
        return close.hasEnded();
    }
}
