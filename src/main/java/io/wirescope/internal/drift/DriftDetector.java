package io.wirescope.internal.drift;

import io.wirescope.delivery.MessageTooLargeException;
import io.wirescope.drift.DriftBroadcaster;
import io.wirescope.drift.DriftStatus;
import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventListener;
import io.wirescope.event.EventSubscription;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/**
 * Reads {@code inference.audit} events, and reports the drift of the models that they are about. Off unless
 * {@code wirescope.drift.detector} is {@code on}, for all models or for one. Thread-safe.
 *
 * <p>It is a reader of the bus like any other, off the publishers' threads; events that it is too slow for are lost, and
 * counted. What reports go out is decided under one lock, and they are sent under another (lock order: package description
 * of delivery).
 */
@Service
public class DriftDetector {

    /** The source of its statements. */
    public static final String SOURCE = "drift.detector";

    private static final Logger LOG = Logger.getLogger(DriftDetector.class.getName());
    private static final FailureLog FAILURES = new FailureLog(LOG);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final int FEATURES_STATED = 100;
    private static final int FEATURES_STATED_AT_LEAST = 10;

    private final DriftConfig config;
    private final boolean on;
    private final ObservabilityEventBus bus;
    private final DriftBroadcaster broadcaster;
    private final Clock clock;
    private final IdSource ids;
    private final Threads threads;
    private final Optional<DriftStore> store;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong saveFailures = new AtomicLong();

    private final Object state = new Object();
    private final Object sending = new Object();
    private final Object saving = new Object();

    // Guarded by state.
    private final DriftModels models;
    private final Set<ModelKey> unsaved = new HashSet<>();
    private final Set<SkipReason> logged = EnumSet.noneOf(SkipReason.class);
    private final Deque<Change> unsent = new ArrayDeque<>();

    private EventSubscription subscription;
    private Future<?> rounds;

    /** Two forms of what is stated: the second is for a channel that the first is too large for. */
    private record Change(DriftStatus status, DriftStatus shortened) {
    }

    /**
     * @param settings    has the detector's own
     * @param bus         has the events
     * @param broadcaster reports
     * @param clock       tells when a window is old
     * @param ids         makes the request ids of reports
     * @param threads     look after windows that fill slowly, and save
     * @throws io.wirescope.internal.config.InvalidSettingException when a setting can't be used
     */
    @Inject
    public DriftDetector(Settings settings, ObservabilityEventBus bus, DriftBroadcaster broadcaster, Clock clock,
            IdSource ids, Threads threads) {
        this.config = DriftConfig.from(settings);
        ModelSettings modelSettings = new ModelSettings(settings);
        this.on = modelSettings.isAnyOn();
        this.models = new DriftModels(config, modelSettings, unsaved::add);
        this.bus = bus;
        this.broadcaster = broadcaster;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.store = config.directory().map(DriftFiles::new);
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        start();
    }

    /** Begins to read, if it is on. */
    void start() {
        if (!on) {
            return;
        }
        synchronized (state) {
            store.ifPresent(found -> found.load(json -> DriftStateJson.read(json, config.maxValues()))
                    .forEach(models::restore));
            LOG.info(() -> "Drift detector started models=" + models.size() + " directory="
                    + config.directory().map(Object::toString).orElse("none"));
        }
        subscription = bus.subscribe(EventFilter.ofTypes(EventType.INFERENCE_AUDIT), new Reading());
        rounds = threads.every(ROUND, this::round);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    /** Stops reading, and saves. May be called again. */
    @PreDestroy
    void stop() {
        if (subscription != null) {
            subscription.close();
            rounds.cancel(false);
            save();
        }
    }

    private final class Reading implements EventListener {

        @Override
        public void onEvent(ObservabilityEvent event) {
            count(event.data().toJson());
        }

        @Override
        public void onGap(long first, long last) {
            lost.addAndGet(last - first + 1);
        }
    }

    private void count(JsonObject data) {
        synchronized (state) {
            Instant now = clock.instant();
            try {
                ModelDrift model = models.count(data, now);
                unsaved.add(model.key());
                judgeIfDue(model, now);
            } catch (InferenceReader.SkippedException e) {
                if (logged.add(e.reason())) { // one that comes with every event must not flood the log
                    LOG.warning(() -> "inference.audit event not counted reason=" + e.reason().wireName() + " rule=\""
                            + e.reason().rule() + "\"; further ones are counted in wirescope_drift_events_skipped");
                }
            }
        }
        send();
    }

    private void judgeIfDue(ModelDrift model, Instant now) {
        if (model.isDue(now)) {
            ModelDrift.Judgement judgement = model.judge(now);
            unsaved.add(model.key());
            if (judgement.changed()) {
                unsent.add(new Change(DriftStatuses.of(model, judgement, FEATURES_STATED),
                        DriftStatuses.of(model, judgement, FEATURES_STATED_AT_LEAST)));
            }
        }
    }

    // In the order of the verdicts, whichever thread comes first.
    private void send() {
        synchronized (sending) {
            for (Change change = next(); change != null; change = next()) {
                try {
                    send(change);
                } catch (RuntimeException e) {
                    FAILURES.warn("Drift status could not be sent model=" + change.status().modelName(), e);
                }
            }
        }
    }

    private Change next() {
        synchronized (state) {
            return unsent.poll();
        }
    }

    private void send(Change change) {
        EventContext cause = new EventContext(ids.newId(), null, null, null, SOURCE);
        try {
            broadcaster.state(change.status(), cause);
        } catch (MessageTooLargeException e) {
            broadcaster.state(change.shortened(), cause);
        }
    }

    /** Judges windows that are old, and saves what has changed. */
    void round() {
        synchronized (state) {
            Instant now = clock.instant();
            models.all().forEach(model -> judgeIfDue(model, now));
        }
        send();
        save();
    }

    private void save() {
        if (store.isEmpty()) {
            return;
        }
        synchronized (saving) {
            for (Map.Entry<ModelKey, Optional<JsonObject>> changed : takeUnsaved().entrySet()) {
                try {
                    save(store.get(), changed.getKey(), changed.getValue());
                } catch (IOException e) {
                    if (saveFailures.getAndIncrement() == 0) {
                        FAILURES.warn("State of drift could not be saved directory=" + config.directory().orElseThrow()
                                + "; further failures are counted in wirescope_drift_save_failures", e);
                    }
                    synchronized (state) {
                        unsaved.add(changed.getKey());
                    }
                }
            }
        }
    }

    private static void save(DriftStore store, ModelKey key, Optional<JsonObject> json) throws IOException {
        if (json.isPresent()) {
            store.save(key, json.get());
        } else {
            store.delete(key);
        }
    }

    private Map<ModelKey, Optional<JsonObject>> takeUnsaved() {
        synchronized (state) {
            Map<ModelKey, Optional<JsonObject>> changed = new LinkedHashMap<>();
            unsaved.forEach(key -> changed.put(key,
                    models.find(key).map(model -> DriftStateJson.write(model.state()))));
            unsaved.clear();
            return changed;
        }
    }

    /** {@return whether it reads events} */
    public boolean isOn() {
        return on;
    }

    /** {@return how all models stand, by name and version, without their features} */
    public List<ModelReport> reports() {
        synchronized (state) {
            Instant now = clock.instant();
            return models.all().stream().map(model -> ModelReport.of(model, now, false)).toList();
        }
    }

    /** {@return how all versions of a model stand, with their features} */
    public List<ModelReport> reports(String model) {
        synchronized (state) {
            Instant now = clock.instant();
            return models.all().stream().filter(found -> found.key().model().equals(model))
                    .map(found -> ModelReport.of(found, now, true)).toList();
        }
    }

    /** {@return the reference of a version as it can be uploaded, or empty where there is none} */
    public Optional<JsonObject> reference(ModelKey key) {
        synchronized (state) {
            return models.find(key).map(ModelDrift::reference).map(reference -> ReferenceJson.write(reference).build());
        }
    }

    /**
     * Compares a version with counts from now on.
     *
     * @param json has {@code events} and {@code features}
     * @return how the version stands, or empty where there are as many as there may be
     * @throws InvalidFieldException when a member breaks its rule
     */
    public Optional<ModelReport> use(ModelKey key, JsonObject json) {
        return use(key, ReferenceJson.read(json, config.maxValues(), Reference.Origin.UPLOADED, clock.instant()));
    }

    /**
     * Compares a version with events that are brought from now on.
     *
     * @param samples an object each, with {@code features}, {@code prediction}, {@code score}; at least 1,000
     * @return how the version stands, or empty where there are as many as there may be
     * @throws InvalidFieldException when there are too few, or one can't be counted
     */
    public Optional<ModelReport> use(ModelKey key, List<JsonObject> samples) {
        if (samples.size() < Reference.MIN_EVENTS) {
            throw new InvalidFieldException("samples", "must be at least " + Reference.MIN_EVENTS + ", not "
                    + samples.size() + ": with fewer, chance moves the shares too much");
        }
        Reference reference;
        synchronized (state) { // for the settings of the model
            reference = models.reference(key, samples, clock.instant());
        }
        return use(key, reference);
    }

    private Optional<ModelReport> use(ModelKey key, Reference reference) {
        synchronized (state) {
            Instant now = clock.instant();
            Optional<ModelDrift> model = models.use(key, reference, now);
            model.ifPresent(found -> unsaved.add(key));
            return model.map(found -> ModelReport.of(found, now, true));
        }
    }

    /** Learns the reference of a version anew. {@return how it stands, or empty where it is not watched} */
    public Optional<ModelReport> relearn(ModelKey key) {
        synchronized (state) {
            Instant now = clock.instant();
            Optional<ModelDrift> model = models.relearn(key, now);
            model.ifPresent(found -> unsaved.add(key));
            return model.map(found -> ModelReport.of(found, now, true));
        }
    }

    /** {@return how many models are watched} */
    public int modelCount() {
        synchronized (state) {
            return models.size();
        }
    }

    /** {@return how many may be} */
    public int modelLimit() {
        return config.maxModels();
    }

    /** {@return how many events were counted} */
    public long counted() {
        synchronized (state) {
            return models.counted();
        }
    }

    /** {@return how many events were not counted for a reason} */
    public long skipped(SkipReason reason) {
        synchronized (state) {
            return models.skipped(reason);
        }
    }

    /** {@return how many events of any type left the buffer before they were looked at} */
    public long lost() {
        return lost.get();
    }

    /** {@return about how many bytes the values of references being learned take} */
    public long learningBytes() {
        synchronized (state) {
            return models.learningBytes();
        }
    }

    /** {@return how often the state of a model could not be saved} */
    public long saveFailures() {
        return saveFailures.get();
    }
}
