package io.wirescope.connection;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MessageType;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.logging.Logger;

/**
 * Pings every connection, and closes those that have been silent too long. Envelope clients get the
 * message {@code ping} (contract, section 4). Raw clients get nothing that they did not ask for, so theirs
 * is the ping frame of RFC 6455 (section 5.5.2): every WebSocket library answers it by itself.
 *
 * <p>One scheduler serves all connections. It looks around 25 times an interval and pings those whose
 * time has come since they connected, so pings are spread as the connects were. Silence is judged by
 * the last message or answer that came in: a container may never report that a peer is gone, and its idle timer
 * starts anew with every send. When more than an interval goes by between two rounds, the machine slept or
 * its clock was set: nobody could be heard, so everybody's silence begins anew. So does that of whoever was
 * last heard in what has become the future, for the clock was set back.
 */
@Service
public class Heartbeats {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Heartbeats.class.getName()));
    private static final int ROUNDS_PER_INTERVAL = 25;

    private final ConnectionRegistry registry;
    private final Clock clock;
    private final Threads threads;
    private volatile Future<?> rounds;
    private volatile Instant lastRound;

    // Written only by the scheduler.
    private Instant awakeSince = Instant.MIN;

    /**
     * @param registry whom to ping
     * @param clock    gives the time
     * @param threads  runs the rounds
     */
    @Inject
    public Heartbeats(ConnectionRegistry registry, Clock clock, Threads threads) {
        this.registry = registry;
        this.clock = clock;
        this.threads = threads;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        lastRound = clock.instant();
        rounds = threads.every(roundLength(), this::round);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(true);
        }
    }

    /** {@return when the last round was made, the start counting as one; null before the start} */
    public Instant lastRound() {
        return lastRound;
    }

    /** {@return how far apart rounds are} */
    public Duration roundLength() {
        Duration round = registry.config().heartbeatInterval().dividedBy(ROUNDS_PER_INTERVAL);
        return round.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : round;
    }

    void round() {
        Instant now = clock.instant();
        if (lastRound.plus(registry.config().heartbeatInterval()).isBefore(now)) {
            awakeSince = now;
        }
        lastRound = now;
        for (Connection connection : registry.all()) {
            try {
                attend(connection, now);
            } catch (Throwable e) { // an error too; the others have theirs
                FAILURES.warn("Heartbeat failed connection_id=" + connection.connectionId(), e);
            }
        }
    }

    private void attend(Connection connection, Instant now) {
        Duration silence = registry.config().silence();
        if (connection.lastActivity().isAfter(now.plus(registry.config().heartbeatInterval()))) {
            connection.alive(); // heard before the clock was set back, nobody knows how long before
        }
        Instant heard = connection.lastActivity();
        if ((heard.isBefore(awakeSince) ? awakeSince : heard).plus(silence).isBefore(now)) {
            connection.abort(CloseCode.HEARTBEAT_TIMEOUT, "Nothing received for " + silence.toMillis() + " ms");
        } else if (connection.takePingTurn(now, registry.config().heartbeatInterval())) {
            ping(connection, now);
        }
    }

    private static void ping(Connection connection, Instant now) {
        if (connection.peer().protocol() == Protocol.ENVELOPE) {
            connection.send(ping(connection.pingsSent(), now, connection.peer().requestId()));
        } else {
            connection.pingFrame();
        }
    }

    private static Envelope ping(int count, Instant now, String requestId) {
        return new Envelope(MessageType.PING, Rfc3339.format(now), requestId, null,
                JsonFormat.object().add("heartbeat_count", count).build(), null);
    }
}
