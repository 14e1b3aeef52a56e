package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link ModelState} as JSON. What is read gives the same figures as what was written. */
final class DriftStateJson {

    private static final int FORMAT = 1;
    private static final int MAX_COUNT = Integer.MAX_VALUE;
    private static final String MODEL = "model";
    private static final String VERSION = "model_version";
    private static final String SINCE = "since";
    private static final String EVENTS = "events";
    private static final String FEATURES = "features";
    private static final String COUNTS = "counts";
    private static final String LEVEL = "level";
    private static final String LEARNING = "learning";
    private static final String REFERENCE = "reference";
    private static final String WINDOW = "window";
    private static final String LAST = "last";
    private static final String STREAKS = "streaks";
    private static final String CLEAN = "clean";
    private static final String HISTORY = "history";
    private static final String NUMBERS = "numbers";
    private static final String TEXTS = "texts";
    private static final String OTHERS = "others";

    private DriftStateJson() {
    }

    static JsonObject write(ModelState state) {
        JsonObjectBuilder json = JsonFormat.object().add("format", FORMAT).add(MODEL, state.key().model());
        if (state.key().version() != null) {
            json.add(VERSION, state.key().version());
        }
        json.add(LEVEL, state.level().name()).add(CLEAN, state.clean())
                .add("last_event", state.lastEvent().toString()).add(HISTORY, history(state.history()));
        if (state.learning() != null) {
            json.add(LEARNING, learning(state.learning()));
        } else {
            json.add(REFERENCE, ReferenceJson.write(state.reference()).add(SINCE, state.reference().since().toString())
                    .add("origin", state.reference().origin().name()));
            json.add(WINDOW, counts(state.window())).add(STREAKS, streaks(state.streaks()));
            if (state.last() != null) {
                json.add(LAST, counts(state.last()));
            }
        }
        return json.build();
    }

    private static JsonArrayBuilder history(List<Verdict> verdicts) {
        JsonArrayBuilder history = JsonFormat.array();
        for (Verdict verdict : verdicts) {
            JsonObjectBuilder json = JsonFormat.object().add("at", verdict.at().toString())
                    .add(EVENTS, verdict.events()).add("score", verdict.score())
                    .add("threshold", verdict.threshold())
                    .add("drifted", verdict.drifted()).add(LEVEL, verdict.level().name());
            if (verdict.feature() != null) {
                json.add("feature", verdict.feature());
            }
            history.add(json);
        }
        return history;
    }

    private static JsonObjectBuilder learning(Learning learning) {
        JsonObjectBuilder features = JsonFormat.object();
        learning.features().forEach((name, sample) -> {
            JsonObjectBuilder texts = JsonFormat.object();
            sample.texts().forEach(texts::add);
            features.add(name, JsonFormat.object().add(NUMBERS, ReferenceJson.numbers(sample.numbers()))
                    .add(TEXTS, texts).add(OTHERS, sample.others()));
        });
        return JsonFormat.object().add(SINCE, learning.since().toString()).add(EVENTS, learning.events())
                .add(FEATURES, features);
    }

    private static JsonObjectBuilder counts(Counts counts) {
        JsonArrayBuilder features = JsonFormat.array();
        for (int i = 0; i < counts.bins().size(); i++) {
            int[] own = counts.of(i);
            features.add(ReferenceJson.array(own, own.length - 1)); // what is missing follows
        }
        return JsonFormat.object().add(SINCE, counts.since().toString()).add(EVENTS, counts.events())
                .add(COUNTS, features);
    }

    private static JsonArrayBuilder streaks(byte[] streaks) {
        JsonArrayBuilder array = JsonFormat.array();
        for (byte streak : streaks) {
            array.add(streak);
        }
        return array;
    }

    /**
     * Reads a state.
     *
     * @param maxFeatures the most features
     * @throws InvalidFieldException when a member is not as it is written
     */
    static ModelState read(JsonObject json, int maxFeatures) {
        if (number(json, "format") != FORMAT) {
            throw new InvalidFieldException("format", "must be " + FORMAT);
        }
        ModelKey key = new ModelKey(text(json, MODEL), json.containsKey(VERSION) ? text(json, VERSION) : null);
        Learning learning = json.get(LEARNING) instanceof JsonObject found ? learning(found, maxFeatures) : null;
        Reference reference = learning == null ? reference(object(json, REFERENCE), maxFeatures) : null;
        Bins bins = reference == null ? null : reference.bins();
        return new ModelState(key, learning, reference,
                bins == null ? null : counts(WINDOW, object(json, WINDOW), bins),
                bins != null && json.get(LAST) instanceof JsonObject last ? counts(LAST, last, bins) : null,
                bins == null ? new byte[0] : streaks(json, bins.size()),
                ReferenceJson.count(CLEAN, json.get(CLEAN), 0, ModelDrift.IN_A_ROW), level(json),
                time(json, "last_event"), history(array(json, HISTORY)));
    }

    private static Reference reference(JsonObject json, int maxFeatures) {
        Reference.Origin origin = Reference.Origin.UPLOADED.name().equals(text(json, "origin"))
                ? Reference.Origin.UPLOADED : Reference.Origin.LEARNED;
        return ReferenceJson.read(json, maxFeatures, origin, time(json, SINCE));
    }

    private static Learning learning(JsonObject json, int maxFeatures) {
        JsonObject features = object(json, FEATURES);
        if (features.size() > maxFeatures) {
            throw new InvalidFieldException(FEATURES, "must not be more than " + maxFeatures);
        }
        SortedMap<String, FeatureSample> samples = new TreeMap<>();
        for (String name : features.keySet()) {
            samples.put(name, sample(object(features, name)));
        }
        Learning learning = new Learning(time(json, SINCE));
        learning.restore(ReferenceJson.count(EVENTS, json.get(EVENTS), 0, MAX_COUNT), samples);
        return learning;
    }

    private static FeatureSample sample(JsonObject json) {
        FeatureSample sample = new FeatureSample();
        for (JsonValue value : array(json, NUMBERS)) {
            if (!(value instanceof JsonNumber number)) {
                throw new InvalidFieldException(NUMBERS, "must be numbers");
            }
            sample.add(number.doubleValue(), null);
        }
        for (Map.Entry<String, JsonValue> text : object(json, TEXTS).entrySet()) {
            sample.addTexts(text.getKey(), ReferenceJson.count(TEXTS, text.getValue(), 1, MAX_COUNT));
        }
        sample.addOthers(ReferenceJson.count(OTHERS, json.get(OTHERS), 0, MAX_COUNT));
        return sample;
    }

    private static Counts counts(String name, JsonObject json, Bins bins) {
        JsonArray features = array(json, COUNTS);
        if (features.size() != bins.size()) {
            throw new InvalidFieldException(name, "must count " + bins.size() + " features");
        }
        int events = ReferenceJson.count(EVENTS, json.get(EVENTS), 0, MAX_COUNT);
        int[] cells = new int[bins.cells()];
        for (int i = 0; i < bins.size(); i++) {
            int length = bins.end(i) - bins.start(i);
            int[] own = ReferenceJson.counts(name, features.get(i), length);
            ReferenceJson.requireNoMore(name, own, events);
            System.arraycopy(own, 0, cells, bins.start(i), length);
        }
        return new Counts(bins, time(json, SINCE), events, cells);
    }

    private static byte[] streaks(JsonObject json, int features) {
        int[] read = ReferenceJson.counts(STREAKS, json.get(STREAKS), features);
        byte[] streaks = new byte[features];
        for (int i = 0; i < features; i++) {
            streaks[i] = (byte) Math.min(read[i], ModelDrift.IN_A_ROW);
        }
        return streaks;
    }

    private static List<Verdict> history(JsonArray array) {
        List<Verdict> verdicts = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonObject json)) {
                throw new InvalidFieldException(HISTORY, "must be objects");
            }
            verdicts.add(new Verdict(time(json, "at"), ReferenceJson.count(EVENTS, json.get(EVENTS), 0, MAX_COUNT),
                    number(json, "score"), json.containsKey("feature") ? text(json, "feature") : null,
                    number(json, "threshold"), ReferenceJson.count("drifted", json.get("drifted"), 0, MAX_COUNT), level(json)));
        }
        return verdicts;
    }

    private static DriftLevel level(JsonObject json) {
        return DriftLevel.of(text(json, LEVEL)).orElseThrow(() -> new InvalidFieldException(LEVEL, "must be a level"));
    }

    private static Instant time(JsonObject json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeParseException e) {
            throw new InvalidFieldException(name, "must be a time");
        }
    }

    private static double number(JsonObject json, String name) {
        if (json.get(name) instanceof JsonNumber number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new InvalidFieldException(name, "must be a number");
    }

    private static String text(JsonObject json, String name) {
        if (json.get(name) instanceof JsonString text) {
            return text.getString();
        }
        throw new InvalidFieldException(name, "must be a string");
    }

    private static JsonObject object(JsonObject json, String name) {
        if (json.get(name) instanceof JsonObject object) {
            return object;
        }
        throw new InvalidFieldException(name, "must be an object");
    }

    private static JsonArray array(JsonObject json, String name) {
        if (json.get(name) instanceof JsonArray array) {
            return array;
        }
        throw new InvalidFieldException(name, "must be an array");
    }
}
