package io.wirescope.internal.drift;

import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A reference as JSON: {@code events}, and for each of {@code features} either {@code edges} and {@code counts}, or
 * {@code values} and {@code other}; besides {@code missing}, which is what the others leave of the events.
 */
final class ReferenceJson {

    private static final String EVENTS = "events";
    private static final String FEATURES = "features";
    private static final String EDGES = "edges";
    private static final String COUNTS = "counts";
    private static final String VALUES = "values";
    private static final String OTHER = "other";
    private static final int MAX_EDGES = 50;
    private static final int MAX_EVENTS = 1_000_000_000;

    private ReferenceJson() {
    }

    static JsonObjectBuilder write(Reference reference) {
        JsonObjectBuilder features = JsonFormat.object();
        for (int i = 0; i < reference.bins().size(); i++) {
            features.add(reference.bins().name(i), feature(reference.bins(), i, reference.counts().of(i)));
        }
        return JsonFormat.object().add(EVENTS, reference.events()).add(FEATURES, features);
    }

    private static JsonObjectBuilder feature(Bins bins, int feature, int[] counts) {
        JsonObjectBuilder json = JsonFormat.object();
        int missing = counts.length - 1;
        if (bins.isNumber(feature)) {
            json.add(EDGES, numbers(bins.edges(feature))).add(COUNTS, array(counts, missing));
        } else {
            String[] labels = bins.labels(feature);
            JsonObjectBuilder values = JsonFormat.object();
            for (int i = 0; i < labels.length; i++) {
                values.add(labels[i], counts[i]);
            }
            json.add(VALUES, values).add(OTHER, counts[labels.length]);
        }
        return json.add("missing", counts[missing]);
    }

    static JsonArrayBuilder numbers(double[] numbers) {
        JsonArrayBuilder array = JsonFormat.array();
        for (double number : numbers) {
            array.add(number);
        }
        return array;
    }

    static JsonArrayBuilder array(int[] counts, int length) {
        JsonArrayBuilder array = JsonFormat.array();
        for (int i = 0; i < length; i++) {
            array.add(counts[i]);
        }
        return array;
    }

    /**
     * Reads a reference.
     *
     * @param json        an object as {@link #write} makes it
     * @param maxFeatures the most features
     * @param origin      where it comes from
     * @param now         since when it is complete
     * @throws InvalidFieldException when a member breaks its rule
     */
    static Reference read(JsonObject json, int maxFeatures, Reference.Origin origin, Instant now) {
        int events = count(EVENTS, json.get(EVENTS), Reference.MIN_EVENTS, MAX_EVENTS);
        SortedMap<String, JsonObject> features = features(json, maxFeatures);
        String[] names = features.keySet().toArray(String[]::new);
        double[][] edges = new double[names.length][];
        String[][] labels = new String[names.length][];
        int[][] counts = new int[names.length][];
        for (int i = 0; i < names.length; i++) {
            String path = FEATURES + '.' + names[i];
            JsonObject feature = features.get(names[i]);
            if (feature.containsKey(EDGES) == feature.containsKey(VALUES)) {
                throw new InvalidFieldException(path, "must have edges and counts, or values");
            }
            if (feature.containsKey(EDGES)) {
                edges[i] = edges(path + '.' + EDGES, feature.get(EDGES));
                counts[i] = counts(path + '.' + COUNTS, feature.get(COUNTS), edges[i].length + 1);
            } else {
                SortedMap<String, Integer> values = values(path + '.' + VALUES, feature.get(VALUES));
                labels[i] = values.keySet().toArray(String[]::new);
                counts[i] = categories(values, count(path + '.' + OTHER,
                        feature.getOrDefault(OTHER, JsonValue.NULL), 0, MAX_EVENTS));
            }
            requireNoMore(path, counts[i], events);
        }
        Bins bins = new Bins(names, edges, labels);
        return new Reference(new Counts(bins, now, events, cells(bins, counts)), origin, now);
    }

    private static int[] cells(Bins bins, int[][] counts) {
        int[] cells = new int[bins.cells()];
        for (int i = 0; i < counts.length; i++) {
            System.arraycopy(counts[i], 0, cells, bins.start(i), counts[i].length);
        }
        return cells;
    }

    /** Checks that a feature was not counted more often than there were events. */
    static void requireNoMore(String path, int[] counts, int events) {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        if (sum > events) {
            throw new InvalidFieldException(path, "must not count more than the " + events + " events");
        }
    }

    private static SortedMap<String, JsonObject> features(JsonObject json, int maxFeatures) {
        String rule = "must be an object of 1 to " + maxFeatures + " features, each an object";
        if (!(json.get(FEATURES) instanceof JsonObject object) || object.isEmpty() || object.size() > maxFeatures) {
            throw new InvalidFieldException(FEATURES, rule);
        }
        SortedMap<String, JsonObject> features = new TreeMap<>();
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            if (!Identifier.isValid(member.getKey())) {
                throw new InvalidFieldException(FEATURES, "must have names: " + Identifier.RULE);
            }
            if (!(member.getValue() instanceof JsonObject feature)) {
                throw new InvalidFieldException(FEATURES + '.' + member.getKey(), "must be an object");
            }
            features.put(member.getKey(), feature);
        }
        return features;
    }

    private static double[] edges(String name, JsonValue value) {
        String rule = "must be an array of up to " + MAX_EDGES + " numbers, each greater than the one before";
        if (!(value instanceof JsonArray array) || array.size() > MAX_EDGES) {
            throw new InvalidFieldException(name, rule);
        }
        double[] edges = new double[array.size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = array.get(i) instanceof JsonNumber number ? number.doubleValue() : Double.NaN;
            if (!Double.isFinite(edges[i]) || i > 0 && edges[i] <= edges[i - 1]) {
                throw new InvalidFieldException(name, rule);
            }
        }
        return edges;
    }

    static int[] counts(String name, JsonValue value, int length) {
        if (!(value instanceof JsonArray array) || array.size() != length) {
            throw new InvalidFieldException(name, "must be an array of " + length + " counts");
        }
        int[] counts = new int[length];
        for (int i = 0; i < length; i++) {
            counts[i] = count(name + '[' + i + ']', array.get(i), 0, MAX_EVENTS);
        }
        return counts;
    }

    private static SortedMap<String, Integer> values(String name, JsonValue value) {
        if (!(value instanceof JsonObject object) || object.size() > FeatureSample.CATEGORIES) {
            throw new InvalidFieldException(name, "must be an object of up to " + FeatureSample.CATEGORIES + " counts");
        }
        SortedMap<String, Integer> values = new TreeMap<>();
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            if (member.getKey().length() > InferenceReader.MAX_TEXT) {
                throw new InvalidFieldException(name, "must be values of up to " + InferenceReader.MAX_TEXT
                        + " characters");
            }
            values.put(member.getKey(), count(name + '.' + member.getKey(), member.getValue(), 0, MAX_EVENTS));
        }
        return values;
    }

    private static int[] categories(SortedMap<String, Integer> values, int other) {
        List<Integer> counts = new ArrayList<>(values.values());
        counts.add(other);
        return counts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** {@return a whole number in a range, where null is 0 if that is in it} */
    static int count(String name, JsonValue value, int min, int max) {
        if (value == JsonValue.NULL && min == 0) {
            return 0;
        }
        String rule = "must be a whole number from " + min + " to " + max;
        if (!(value instanceof JsonNumber number)) {
            throw new InvalidFieldException(name, rule);
        }
        double count = number.doubleValue(); // exact to 2^53, and quick for a number of any length
        if (count != Math.rint(count) || count < min || count > max) {
            throw new InvalidFieldException(name, rule);
        }
        return (int) count;
    }
}
