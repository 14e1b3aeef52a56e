package io.wirescope.internal.http;

import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The bodies that are arriving: how many there may be, how large together, and for how long. Thread-safe.
 *
 * <p>None of them has a thread. Where the connection must be cut after a refusal, what still comes is first read for a
 * while, and dropped, because a connection that is closed with unread data in it may lose the answer.
 */
@Service
public class PendingBodies implements Eager {

    private static final Logger LOG = Logger.getLogger(PendingBodies.class.getName());

    /** How long what follows a refusal is read and dropped. */
    private static final Duration LINGER = Duration.ofSeconds(3);
    private static final Duration ROUND = Duration.ofMillis(250);
    /** How long a body on Payara is waited for before its request is suspended. */
    private static final Duration MOMENT = Duration.ofMillis(250);
    private static final int MOMENTS_AT_ONCE = 64;
    private static final String API = "/api";
    private static final String RETRY_AFTER_SECONDS = "2";

    private final BodyConfig config;
    private final boolean cuts;
    private final Threads threads;
    private final ObservabilityEventBus bus;
    private final Clock clock;
    private final Set<PendingBody> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Semaphore moments = new Semaphore(MOMENTS_AT_ONCE);
    private volatile Future<?> rounds;

    /**
     * @param settings has those of {@link BodyConfig}, and {@code wirescope.http.cut-connections}
     * @param threads  write refusals, and look for bodies that are late
     * @param bus      gets an event for each refusal in the API
     * @param clock    for the time in refusals
     */
    @Inject
    public PendingBodies(Settings settings, Threads threads, ObservabilityEventBus bus, Clock clock) {
        this.config = BodyConfig.from(settings);
        this.cuts = settings.flag("wirescope.http.cut-connections");
        this.threads = threads;
        this.bus = bus;
        this.clock = clock;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        rounds = threads.every(ROUND, this::look);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    BodyConfig config() {
        return config;
    }

    /** {@return how many bodies are arriving} */
    public int count() {
        return admitted.get();
    }

    /** {@return how many that may be} */
    public int limit() {
        return config.maxPending();
    }

    /** {@return whether one more body may arrive; if so, it is counted until {@link #remove}} */
    boolean admit() {
        if (admitted.incrementAndGet() <= config.maxPending()) {
            return true;
        }
        admitted.decrementAndGet();
        return false;
    }

    /**
     * Waits a moment for the rest of a body on Payara, whose non-blocking reads lose one body of some 2,000: the listener
     * is not called, or the dispatch ends in a 500. Most bodies are in the segment behind their headers. Takes a part of
     * the container's threads at most, and no more than a moment of each; without effect on other engines.
     *
     * @throws IOException when the connection or the framing of the body is broken
     */
    void awaitMoment(HttpServletRequest request, BodyBuffer buffer) throws IOException {
        if (!EngineConnection.isGrizzly(request) || !moments.tryAcquire()) {
            return;
        }
        long before = EngineConnection.setReadTimeout(request, MOMENT.toMillis());
        long start = System.nanoTime();
        try {
            if (before >= 0) {
                buffer.takeArriving(MOMENT.toNanos());
            }
        } catch (IOException e) {
            if (System.nanoTime() - start < MOMENT.toNanos()) {
                throw e;
            }
            LOG.log(Level.FINEST, "Request body incomplete", e);
        } finally {
            if (before >= 0) {
                EngineConnection.setReadTimeout(request, before);
            }
            moments.release();
        }
    }

    /** Watches a body that was admitted. */
    void add(PendingBody body) {
        pending.add(body);
    }

    /** Lets go of a body that was added. */
    void remove(PendingBody body) {
        if (pending.remove(body)) {
            admitted.decrementAndGet();
        }
    }

    /** {@return whether so many more bytes fit below the limit, which reserves them} A negative number releases. */
    boolean reserve(int more) {
        if (bytes.addAndGet(more) <= Math.max(config.maxPendingBytes(), config.maxBytes()) || more <= 0) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    long lingerNanos() {
        return LINGER.toNanos();
    }

    /**
     * Goes on with a request after a call of its listener: in that call, but not on Open Liberty. That keeps what it knows
     * of a request beside the thread (26.0.0.3, {@code SRTServletRequestThreadData}), and a listener's thread, or one that
     * was a listener's, has it from whichever request the first thread handles by then. A dispatch from there fails in the
     * engine now and then, and the caller gets a 200 without anything in it. The threads for closes handle no requests.
     */
    void executeApart(HttpServletRequest request, Runnable task) {
        if (EngineConnection.isLiberty(request)) {
            threads.close(task);
        } else {
            task.run();
        }
    }

    /** Runs what may have to wait for a socket, never on the caller's thread unless there is no other. */
    void execute(HttpServletRequest request, Runnable task) {
        if (EngineConnection.isLiberty(request)) {
            threads.close(task);
            return;
        }
        try {
            threads.executor().execute(task);
        } catch (RejectedExecutionException | IllegalStateException e) { // the application is being stopped
            task.run();
        }
    }

    /**
     * Writes the answer to a request whose body is not read.
     *
     * @throws IOException when the caller has gone
     */
    void answer(BodyRefusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = Exchange.of(request);
        if (request.getRequestURI().startsWith(API)) {
            exchange.publish(bus, request.getMethod(), request.getRequestURI(), API, refusal.status());
        }
        response.setHeader("Connection", "close");
        if (refusal.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        refusal.error().send(response, refusal.status(), exchange.requestId(), clock.instant());
        response.flushBuffer();
    }

    /** {@return whether the engine would wait for the rest of a body, on a thread, when the request ends} */
    boolean needsCut(HttpServletRequest request) {
        return cuts && EngineConnection.isUndertow(request);
    }

    /** Closes the connection of a request where {@link #needsCut}. */
    void cut(HttpServletRequest request) {
        if (needsCut(request)) {
            EngineConnection.of(request).close();
        }
    }

    private void look() {
        long now = System.nanoTime();
        pending.forEach(body -> body.look(now));
    }
}
