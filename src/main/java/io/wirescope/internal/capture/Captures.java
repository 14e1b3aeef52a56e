package io.wirescope.internal.capture;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.MessageDirection;
import io.wirescope.internal.event.MessageTap;
import io.wirescope.internal.event.MessageText;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** All captures: begins, shows, ends and deletes them. Thread-safe. */
@Service
public class Captures implements Eager {

    /** The most captures that exist at once, those that have ended and can still be read among them. */
    public static final int MAX = 10;

    /** The most bytes of payload in one answer. */
    private static final long MAX_READ_BYTES = 4 << 20;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CaptureConfig config;
    private final MessageTap tap;
    private final Clock clock;
    private final IdSource ids;
    private final Threads threads;
    private final LongSupplier nanos;
    private final Redactor redactor;
    private final CaptureAudit audit;
    private final Map<String, Capture> captures = new LinkedHashMap<>(); // guarded by this
    private volatile List<Capture> active = List.of();
    private volatile Future<?> looks;

    /**
     * @param settings has {@code wirescope.capture.*}
     * @param bus      gets an event for everything that is done with captures
     * @param tap      shows messages while there are captures
     * @param clock    stamps captures
     * @param ids      names them
     * @param threads  end them in time
     */
    @Inject
    public Captures(Settings settings, ObservabilityEventBus bus, MessageTap tap, Clock clock, IdSource ids,
            Threads threads) {
        this(settings, bus, tap, clock, ids, threads, System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    Captures(Settings settings, ObservabilityEventBus bus, MessageTap tap, Clock clock, IdSource ids, Threads threads,
            LongSupplier nanos) {
        this.config = CaptureConfig.from(settings);
        this.tap = tap;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.nanos = nanos;
        this.redactor = new Redactor(new SecretNames(config.secretNames()));
        this.audit = new CaptureAudit(bus);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (config.enabled()) {
            looks = threads.every(LOOK, this::look);
        }
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        tap.open(null);
        if (looks != null) {
            looks.cancel(true);
        }
    }

    /** {@return whether the settings allow captures} */
    public boolean isEnabled() {
        return config.enabled();
    }

    /** {@return how long what was captured can be read after the end} */
    public Duration keepAfterEnd() {
        return config.keepAfterEnd();
    }

    /**
     * Begins a capture.
     *
     * @param order  what is wanted
     * @param caller who wants it
     * @return the capture
     * @throws CaptureLimitException where there are as many as there may be
     */
    public Capture start(CaptureOrder order, CaptureCaller caller) {
        look();
        Capture capture = add(order, caller);
        audit.started(capture, caller);
        return capture;
    }

    private synchronized Capture add(CaptureOrder order, CaptureCaller caller) {
        if (captures.size() >= MAX) {
            throw new CaptureLimitException("There are " + MAX + " captures, and no more are allowed; delete one");
        }
        long bytes = captures.values().stream().mapToLong(other -> other.order().maxTotalBytes()).sum();
        if (bytes + order.maxTotalBytes() > config.maxBytes()) {
            throw new CaptureLimitException("max_total_bytes of all captures would exceed " + config.maxBytes()
                    + ", the value of wirescope.capture.max-bytes; delete a capture, or ask for less");
        }
        Capture capture = new Capture(ids.newId(), order, caller.subject(), clock, nanos.getAsLong(), redactor);
        captures.put(capture.id(), capture);
        activate();
        return capture;
    }

    private synchronized void activate() {
        active = captures.values().stream().filter(capture -> capture.state().active()).toList();
        tap.open(active.isEmpty() ? null : this::offer);
    }

    private Optional<LongConsumer> offer(EventContext context, MessageDirection direction, String type,
            List<MessageText> texts) {
        List<LongConsumer> keeps = null;
        long now = nanos.getAsLong();
        for (Capture capture : active) {
            if (!capture.isOver(now)) {
                Optional<LongConsumer> keep = capture.offer(context, direction, type, texts);
                if (keep.isPresent()) {
                    keeps = keeps == null ? new ArrayList<>() : keeps;
                    keeps.add(keep.get());
                }
            }
        }
        if (keeps == null) {
            return Optional.empty();
        }
        List<LongConsumer> all = keeps;
        return Optional.of(sequence -> all.forEach(keep -> keep.accept(sequence)));
    }

    /** {@return all captures, oldest first} */
    public List<Capture> all() {
        look();
        synchronized (this) {
            return List.copyOf(captures.values());
        }
    }

    /** {@return the capture of an id, or empty where there is none, or no more} */
    public Optional<Capture> find(String id) {
        look();
        synchronized (this) {
            return Optional.ofNullable(captures.get(id));
        }
    }

    /** {@return when a capture and all that it kept is deleted, or empty while it is active} */
    public Optional<Instant> deletedAt(Capture capture) {
        return Optional.ofNullable(capture.state().endedAt()).map(ended -> ended.plus(config.keepAfterEnd()));
    }

    /**
     * Reads what a capture kept, which the audit notes.
     *
     * @param capture  the capture
     * @param caller   who reads
     * @param after    only numbers greater than this; 0 for all
     * @param sequence only of the event of this sequence; null for any
     * @param limit    the most messages
     * @return the messages, by number; fewer than the limit where their payloads are long
     */
    public List<CapturedMessage> read(Capture capture, CaptureCaller caller, int after, Long sequence, int limit) {
        List<CapturedMessage> messages = capture.messages(after, sequence, limit, MAX_READ_BYTES);
        audit.read(capture, caller, messages.size());
        return messages;
    }

    /**
     * Stops a capture. What it kept can still be read for a while.
     *
     * @param capture the capture; one that has ended stays as it is
     * @param caller  who stops it
     */
    public void stop(Capture capture, CaptureCaller caller) {
        end(capture, Capture.STOPPED, caller);
    }

    /**
     * Deletes a capture and all that it kept.
     *
     * @param capture the capture
     * @param caller  who deletes it
     */
    public void delete(Capture capture, CaptureCaller caller) {
        end(capture, Capture.STOPPED, caller);
        remove(capture, caller);
    }

    private void end(Capture capture, String because, CaptureCaller caller) {
        if (capture.end(because, nanos.getAsLong())) {
            activate();
            audit.ended(capture, caller);
        }
    }

    private void remove(Capture capture, CaptureCaller caller) {
        boolean removed;
        synchronized (this) {
            removed = captures.remove(capture.id()) != null;
        }
        if (removed) {
            audit.deleted(capture, caller);
        }
    }

    /** Ends what is over, and deletes what was kept long enough. */
    void look() {
        List<Capture> now;
        synchronized (this) {
            now = List.copyOf(captures.values());
        }
        long time = nanos.getAsLong();
        for (Capture capture : now) {
            if (capture.isOver(time)) {
                end(capture, Capture.DURATION, null);
            }
            if (capture.endedFor(time).filter(ended -> ended >= config.keepAfterEnd().toNanos()).isPresent()) {
                remove(capture, null);
            }
        }
    }
}
