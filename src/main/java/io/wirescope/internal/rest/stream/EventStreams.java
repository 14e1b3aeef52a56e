package io.wirescope.internal.rest.stream;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.http.EngineConnection;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.session.EndedCredentials;
import io.wirescope.internal.session.SessionAudit;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** All readers of streams: how many there may be, their threads and their keep-alives. Thread-safe. */
@Service
class EventStreams implements Eager {

    private static final int CHECKS_PER_TIMEOUT = 10;
    private static final Duration EXPIRY_ROUND = Duration.ofMillis(500);
    private static final Duration LONGEST_BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final EventStreamConfig config;
    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final EventStreamFrames frames;
    private final EventStreamLanes lanes;
    private final boolean cuts;
    private final Clock clock;
    private final EndedCredentials endedCredentials;
    private final SessionAudit audit;
    private final Map<EventStream, Open> streams = new ConcurrentHashMap<>();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile Future<?> keepAlives;
    private volatile Future<?> stallChecks;
    private volatile Future<?> expiries;

    /**
     * Who reads.
     *
     * @param caller   whose credential opened the stream, which ends with it
     * @param exchange its request
     */
    record Reader(Caller caller, Exchange exchange) {
    }

    private record Open(Reader reader, EngineConnection connection) {
    }

    /**
     * @param settings has {@code wirescope.stream.*} and {@code wirescope.http.cut-connections}
     * @param bus      what is read
     * @param threads  write, and see to keep-alives
     * @param clock    judges credentials
     * @param endedCredentials end their streams at once
     * @param audit    records these ends
     */
    @Inject
    EventStreams(Settings settings, ObservabilityEventBus bus, Threads threads, Clock clock,
            EndedCredentials endedCredentials, SessionAudit audit) {
        this.config = EventStreamConfig.from(settings);
        this.cuts = settings.flag("wirescope.http.cut-connections");
        this.bus = bus;
        this.threads = threads;
        this.clock = clock;
        this.endedCredentials = endedCredentials;
        this.audit = audit;
        endedCredentials.onEnd(this::endUnauthorized);
        this.frames = new EventStreamFrames();
        // the closer's threads: on Open Liberty a turn may block, and the executor's also answer HTTP
        this.lanes = new EventStreamLanes(threads.closer(), Runtime.getRuntime().availableProcessors());
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        keepAlives = threads.every(config.keepAlive(), this::keepAlive);
        stallChecks = threads.every(betweenChecks(), this::endStalled);
        expiries = threads.every(EXPIRY_ROUND, this::endUnauthorized);
    }

    private Duration betweenChecks() {
        Duration part = config.stallTimeout().dividedBy(CHECKS_PER_TIMEOUT);
        return part.compareTo(LONGEST_BETWEEN_CHECKS) < 0 ? part : LONGEST_BETWEEN_CHECKS;
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (keepAlives != null) {
            keepAlives.cancel(true);
        }
        if (stallChecks != null) {
            stallChecks.cancel(true);
        }
        if (expiries != null) {
            expiries.cancel(true);
        }
        streams.keySet().forEach(EventStream::end);
        lanes.runWaiting(); // an application that is being stopped may get no more threads
    }

    /** {@return whether one more reader is admitted; if so, it counts from now on} */
    boolean admit() {
        if (readers.incrementAndGet() <= config.maxReaders()) {
            return true;
        }
        readers.decrementAndGet();
        return false;
    }

    /** Discounts a reader that was admitted and whose stream was not opened. */
    void release() {
        readers.decrementAndGet();
    }

    /**
     * Opens the stream of a reader that was admitted.
     *
     * @param wanted what it wants to read
     * @param reader who that is
     * @param async  its request, whose headers are set; is completed at the end
     * @throws IOException when it has gone already
     */
    void open(EventStreamRequest wanted, Reader reader, AsyncContext async) throws IOException {
        async.setTimeout(0);
        EventStream stream = new EventStream(wanted, bus, async, frames, lanes, this::ended);
        streams.put(stream, new Open(reader, EngineConnection.of(async.getRequest())));
        stream.start();
    }

    private void ended(EventStream stream) {
        if (streams.remove(stream) != null) {
            release();
        }
    }

    private void endStalled() {
        streams.forEach((stream, open) -> {
            if (stream.isStalled(config.stallTimeout())) {
                threads.close(() -> end(stream, open.connection()));
            }
        });
        lanes.openLane();
    }

    // A stream ends with its token, and with the session that opened it. Its end may come while a turn is taken.
    private void endUnauthorized() {
        Instant now = clock.instant();
        streams.forEach((stream, open) -> {
            Caller caller = open.reader().caller();
            boolean isEnded = endedCredentials.include(caller);
            if ((isEnded || caller.isExpiredAt(now)) && stream.isFirstEnd()) {
                Exchange exchange = open.reader().exchange();
                audit.ended(caller, "stream", new EventContext(exchange.requestId(), exchange.trace(), null, null, "security"),
                        exchange.clientAddress(), isEnded ? "logout" : "expired");
                threads.close(stream::end);
            }
        });
    }

    // The end of the request leaves what the reader did not take in the engine's memory, and the connection open. The
    // connection goes first: Grizzly gives the request to another caller at its end, and reports to that one what
    // becomes of the old one's writes. As a rule the stream ends by that; if not, it does at the next look.
    private void end(EventStream stream, EngineConnection connection) {
        if (!cuts || !connection.close()) {
            stream.end();
        }
    }

    void keepAlive() {
        streams.keySet().forEach(EventStream::keepAlive);
        lanes.openLane();
    }
}
