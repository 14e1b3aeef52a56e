package io.wirescope.rest;

import io.wirescope.config.Eager;
import io.wirescope.config.Ending;
import io.wirescope.config.Settings;
import io.wirescope.config.Threads;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** All readers of streams: how many there may be, their threads and their keep-alives. Thread-safe. */
@ApplicationScoped
class EventStreams implements Eager {

    private final EventStreamConfig config;
    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final EventStreamFrames frames;
    private final EventStreamLanes lanes;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile Future<?> keepAlives;

    /** For the container's proxy alone. */
    EventStreams() {
        config = null;
        bus = null;
        threads = null;
        frames = null;
        lanes = null;
    }

    /**
     * @param settings has {@code wirescope.stream.*}
     * @param bus      what is read
     * @param threads  write, and see to keep-alives
     */
    @Inject
    EventStreams(Settings settings, ObservabilityEventBus bus, Threads threads) {
        this.config = EventStreamConfig.from(settings);
        this.bus = bus;
        this.threads = threads;
        this.frames = new EventStreamFrames();
        this.lanes = new EventStreamLanes(threads.executor(), Runtime.getRuntime().availableProcessors());
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        keepAlives = threads.every(config.keepAlive(), this::keepAlive);
    }

    void stop(@Observes Ending ending) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (keepAlives != null) {
            keepAlives.cancel(true);
        }
        streams.forEach(EventStream::end);
        lanes.runWaiting(); // an application that is being stopped may get no more threads
    }

    /** {@return whether there is room for one more reader; if so, its place is taken} */
    boolean admit() {
        if (readers.incrementAndGet() <= config.maxReaders()) {
            return true;
        }
        readers.decrementAndGet();
        return false;
    }

    /** Gives back the place of a reader that was admitted and whose stream was not opened. */
    void release() {
        readers.decrementAndGet();
    }

    /**
     * Opens the stream of a reader that was admitted.
     *
     * @param wanted what it wants to read
     * @param async  its request, whose headers are set; is completed at the end
     * @throws IOException when it has gone already
     */
    void open(EventStreamRequest wanted, AsyncContext async) throws IOException {
        async.setTimeout(0);
        EventStream stream = new EventStream(wanted, bus, async, frames, lanes, this::ended);
        streams.add(stream);
        stream.start();
    }

    private void ended(EventStream stream) {
        if (streams.remove(stream)) {
            release();
        }
    }

    void keepAlive() {
        streams.forEach(EventStream::keepAlive);
        lanes.openLane();
    }
}
