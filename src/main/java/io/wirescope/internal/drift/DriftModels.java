package io.wirescope.internal.drift;

import io.wirescope.envelope.InvalidFieldException;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The models that are watched, bounded in number and in the memory that learning takes. For one thread at a time.
 */
final class DriftModels {

    private final DriftConfig config;
    private final ModelSettings settings;
    private final Consumer<ModelKey> onRemove;
    private final InferenceReader reader;
    private final Map<ModelKey, ModelDrift> models = new TreeMap<>();
    private final Map<String, ModelConfig> configs = new HashMap<>();
    private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
    private long counted;
    private long learningBytes;

    /**
     * @param config   has the bounds
     * @param settings has those of each model
     * @param onRemove gets each version that was forgotten because another took its place
     */
    DriftModels(DriftConfig config, ModelSettings settings, Consumer<ModelKey> onRemove) {
        this.onRemove = onRemove;
        this.config = config;
        this.settings = settings;
        this.reader = new InferenceReader(config.maxFeatures());
    }

    /**
     * Counts an event.
     *
     * @param data of the event
     * @return the model that it was counted for; its window may be due now
     * @throws InferenceReader.SkippedException when it was not counted
     */
    ModelDrift count(JsonObject data, Instant now) throws InferenceReader.SkippedException {
        try {
            ModelKey key = InferenceReader.key(data);
            ModelConfig modelConfig = config(key.model());
            if (!modelConfig.enabled()) {
                throw new InferenceReader.SkippedException(SkipReason.SWITCHED_OFF);
            }
            Inference inference = reader.read(data, modelConfig.ignored());
            ModelDrift model = admit(key, modelConfig, now);
            add(model, inference, now);
            counted++;
            return model;
        } catch (InferenceReader.SkippedException e) {
            skipped.merge(e.reason(), 1L, Long::sum);
            throw e;
        }
    }

    // Names come from outside: those of models that are not watched are not remembered.
    private ModelConfig config(String model) {
        ModelConfig known = configs.get(model);
        return known != null ? known : settings.of(model);
    }

    private ModelDrift admit(ModelKey key, ModelConfig modelConfig, Instant now)
            throws InferenceReader.SkippedException {
        ModelDrift known = models.get(key);
        if (known != null) {
            return known;
        }
        if (models.size() >= config.maxModels() && !forgetIdle(now)) {
            throw new InferenceReader.SkippedException(SkipReason.TOO_MANY_MODELS);
        }
        ModelDrift added = new ModelDrift(key, modelConfig, now);
        put(added);
        return added;
    }

    private void put(ModelDrift model) {
        models.put(model.key(), model);
        configs.put(model.key().model(), model.config());
    }

    private boolean forgetIdle(Instant now) {
        Optional<ModelDrift> idle = models.values().stream().min(Comparator.comparing(ModelDrift::lastEvent))
                .filter(model -> Duration.between(model.lastEvent(), now).compareTo(config.forgetAfter()) > 0);
        idle.ifPresent(this::remove);
        return idle.isPresent();
    }

    private void remove(ModelDrift model) {
        models.remove(model.key());
        learningBytes -= learningBytes(model);
        if (models.keySet().stream().noneMatch(other -> other.model().equals(model.key().model()))) {
            configs.remove(model.key().model());
        }
        onRemove.accept(model.key());
    }

    private static long learningBytes(ModelDrift model) {
        return model.learning() == null ? 0 : model.learning().bytes();
    }

    private void add(ModelDrift model, Inference inference, Instant now) throws InferenceReader.SkippedException {
        Learning learning = model.learning();
        if (learning != null && !learning.fits(inference, config.maxValues())) {
            throw new InferenceReader.SkippedException(SkipReason.TOO_MANY_FEATURES);
        }
        if (learning != null && learningBytes >= config.learningBytes()) {
            if (learning.events() < Reference.MIN_EVENTS) {
                throw new InferenceReader.SkippedException(SkipReason.OUT_OF_MEMORY);
            }
            changing(model, () -> model.freeze(now));
        }
        changing(model, () -> model.add(inference, now));
    }

    private void changing(ModelDrift model, Runnable change) {
        long before = learningBytes(model);
        change.run();
        learningBytes += learningBytes(model) - before;
    }

    /** Compares a version with a reference from now on. {@return the model, or empty where there may be no further one} */
    Optional<ModelDrift> use(ModelKey key, Reference reference, Instant now) {
        try {
            ModelDrift model = admit(key, config(key.model()), now);
            changing(model, () -> model.use(reference, now));
            return Optional.of(model);
        } catch (InferenceReader.SkippedException e) {
            return Optional.empty();
        }
    }

    /** Learns the reference of a version anew. {@return the model, or empty where it is not watched} */
    Optional<ModelDrift> relearn(ModelKey key, Instant now) {
        Optional<ModelDrift> model = find(key);
        model.ifPresent(found -> changing(found, () -> found.relearn(now)));
        return model;
    }

    /**
     * Resumes from a state that was kept, unless the model is not watched or there are as many as there may be.
     *
     * @param state what was kept
     */
    void restore(ModelState state) {
        ModelConfig modelConfig = config(state.key().model());
        if (modelConfig.enabled() && models.size() < config.maxModels() && !models.containsKey(state.key())) {
            ModelDrift model = new ModelDrift(state.key(), modelConfig, state.lastEvent());
            put(model);
            changing(model, () -> model.restore(state));
        }
    }

    /**
     * Makes a reference of events that somebody brought.
     *
     * @param key     the version
     * @param samples an object each, with {@code features}, {@code prediction}, {@code score}
     * @throws InvalidFieldException when one can't be counted
     */
    Reference reference(ModelKey key, List<JsonObject> samples, Instant now) {
        Learning learning = new Learning(now);
        for (int i = 0; i < samples.size(); i++) {
            try {
                Inference inference = reader.read(samples.get(i), config(key.model()).ignored());
                if (!learning.fits(inference, config.maxValues())) {
                    throw new InferenceReader.SkippedException(SkipReason.TOO_MANY_FEATURES);
                }
                learning.add(inference);
            } catch (InferenceReader.SkippedException e) {
                throw new InvalidFieldException("samples[" + i + "]", e.reason().rule());
            }
        }
        return learning.freeze(Reference.Origin.UPLOADED, now);
    }

    Optional<ModelDrift> find(ModelKey key) {
        return Optional.ofNullable(models.get(key));
    }

    /** {@return all models, by name and version} */
    List<ModelDrift> all() {
        return new ArrayList<>(models.values());
    }

    int size() {
        return models.size();
    }

    long counted() {
        return counted;
    }

    long skipped(SkipReason reason) {
        return skipped.getOrDefault(reason, 0L);
    }

    /** {@return about how many bytes the values of references being learned take} */
    long learningBytes() {
        return learningBytes;
    }
}
