package io.wirescope.internal.drift;

import io.wirescope.envelope.Identifier;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the data of {@code inference.audit} events: {@code model}, {@code model_version}, {@code features}, {@code prediction}
 * and {@code score}. Thread-safe.
 */
final class InferenceReader {

    /** Characters of a text beyond which texts are not distinguished. */
    static final int MAX_TEXT = 64;

    private static final String FEATURES = "features";
    private static final String IN_FEATURES = "features.";

    private final int maxFeatures;

    /** @param maxFeatures the most features of an event */
    InferenceReader(int maxFeatures) {
        this.maxFeatures = maxFeatures;
    }

    /** An event that is not counted; the producer's fault, so it carries no stack trace. */
    static final class SkippedException extends Exception {

        private final SkipReason reason;

        SkippedException(SkipReason reason) {
            super(reason.rule(), null, false, false);
            this.reason = reason;
        }

        SkipReason reason() {
            return reason;
        }
    }

    /** {@return which version of which model an event is about} */
    static ModelKey key(JsonObject data) throws SkippedException {
        if (!(data.get("model") instanceof JsonString model) || !Identifier.isValid(model.getString())) {
            throw new SkippedException(SkipReason.INVALID_MODEL);
        }
        JsonValue version = data.getOrDefault("model_version", JsonValue.NULL);
        if (version == JsonValue.NULL) {
            return new ModelKey(model.getString(), null);
        }
        if (!(version instanceof JsonString text) || !Identifier.isValid(text.getString())) {
            throw new SkippedException(SkipReason.INVALID_VERSION);
        }
        return new ModelKey(model.getString(), text.getString());
    }

    /** {@return the values of an event but for those that a model leaves out} */
    Inference read(JsonObject data, List<String> ignored) throws SkippedException {
        SortedMap<String, JsonValue> values = new TreeMap<>();
        addFeatures(values, data.getOrDefault(FEATURES, JsonValue.EMPTY_JSON_OBJECT));
        add(values, Inference.PREDICTION, data.get(Inference.PREDICTION));
        add(values, Inference.SCORE, data.get(Inference.SCORE));
        if (values.isEmpty()) {
            throw new SkippedException(SkipReason.NOTHING_TO_COUNT);
        }
        values.keySet().removeAll(ignored);
        return inference(values);
    }

    private void addFeatures(Map<String, JsonValue> values, JsonValue features) throws SkippedException {
        if (!(features instanceof JsonObject object)) {
            throw new SkippedException(SkipReason.INVALID_FEATURES);
        }
        if (object.size() > maxFeatures) {
            throw new SkippedException(SkipReason.TOO_MANY_FEATURES);
        }
        for (Map.Entry<String, JsonValue> feature : object.entrySet()) {
            String name = feature.getKey();
            if (!Identifier.isValid(name)) {
                throw new SkippedException(SkipReason.INVALID_FEATURES);
            }
            add(values, isOutput(name) ? IN_FEATURES + name : name, feature.getValue());
        }
    }

    private static boolean isOutput(String name) {
        return Inference.PREDICTION.equals(name) || Inference.SCORE.equals(name);
    }

    private static void add(Map<String, JsonValue> values, String name, JsonValue value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static Inference inference(SortedMap<String, JsonValue> values) {
        String[] names = values.keySet().toArray(String[]::new);
        double[] numbers = new double[names.length];
        String[] texts = new String[names.length];
        int i = 0;
        for (JsonValue value : values.values()) {
            numbers[i] = number(value);
            texts[i++] = text(value);
        }
        return new Inference(List.of(names), numbers, texts);
    }

    private static double number(JsonValue value) {
        double number = value instanceof JsonNumber found ? found.doubleValue() : Double.NaN;
        return Double.isFinite(number) ? number + 0.0 : Double.NaN; // -0.0 is 0.0
    }

    private static String text(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> shortened(((JsonString) value).getString());
            case TRUE -> "true";
            case FALSE -> "false";
            default -> null; // an array or an object is no plain value, and counts as missing
        };
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 2)) ? MAX_TEXT - 2 : MAX_TEXT - 1;
        return text.substring(0, end) + '…';
    }
}
