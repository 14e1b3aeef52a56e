package io.wirescope.internal.drift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The values of one feature that its reference is made of. For one thread. */
final class FeatureSample {

    /** A number with no more different values than these is a category. */
    static final int CATEGORY_VALUES = 20;

    /** The categories that are distinguished, the most frequent ones. */
    static final int CATEGORIES = 50;

    /** The texts that are kept while learning; further ones are among the others. */
    static final int MAX_TEXTS = 1_000;

    /** About what the object takes, and a text in its map, in bytes. */
    static final int OBJECT_BYTES = 200;
    static final int TEXT_BYTES = 160;

    private static final int FIRST_NUMBERS = 16;

    private final Map<String, Integer> texts = new TreeMap<>();
    private double[] numbers = new double[FIRST_NUMBERS];
    private int count;
    private int others;

    /** Notes a value, unless it is missing. {@return about how many bytes that takes} */
    int add(double number, String text) {
        if (text != null) {
            return addTexts(text, 1);
        }
        if (Double.isNaN(number)) {
            return 0;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
        return Double.BYTES;
    }

    /** Notes a text so many times. {@return about how many bytes that takes} */
    int addTexts(String text, int times) {
        boolean known = texts.containsKey(text);
        if (!known && texts.size() == MAX_TEXTS) {
            others += times;
            return 0;
        }
        texts.merge(text, times, Math::addExact);
        return known ? 0 : TEXT_BYTES;
    }

    /** Notes all values of another sample. {@return about how many bytes that takes} */
    int addAll(FeatureSample other) {
        int bytes = 0;
        for (double number : other.numbers()) {
            bytes += add(number, null);
        }
        for (Map.Entry<String, Integer> text : other.texts.entrySet()) {
            bytes += addTexts(text.getKey(), text.getValue());
        }
        others += other.others;
        return bytes;
    }

    double[] numbers() {
        return Arrays.copyOf(numbers, count);
    }

    /** {@return how often there was each text that is kept} */
    Map<String, Integer> texts() {
        return texts;
    }

    /** {@return how often there was any other text} */
    int others() {
        return others;
    }

    /** Notes texts of which it is only known how many they were. */
    void addOthers(int times) {
        others = Math.addExact(others, times);
    }

    /** {@return the edges of its bins, or null where it is a category} */
    double[] edges() {
        double[] sorted = numbers();
        Arrays.sort(sorted);
        long textCount = others + texts.values().stream().mapToLong(Integer::longValue).sum();
        return count > textCount && Arrays.stream(sorted).distinct().limit(CATEGORY_VALUES + 1L).count() > CATEGORY_VALUES
                ? Quantiles.edges(sorted) : null;
    }

    /** {@return the categories that are distinguished, ascending} */
    String[] labels() {
        Map<String, Integer> frequencies = frequencies();
        return frequencies.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(CATEGORIES).map(Map.Entry::getKey).sorted().toArray(String[]::new);
    }

    private Map<String, Integer> frequencies() {
        Map<String, Integer> frequencies = new TreeMap<>(texts);
        for (int i = 0; i < count; i++) {
            frequencies.merge(Bins.label(numbers[i]), 1, Integer::sum);
        }
        return frequencies;
    }

    /** Counts all values. */
    void count(Bins bins, int feature, int[] cells) {
        for (int i = 0; i < count; i++) {
            add(cells, bins.cell(feature, numbers[i], null), 1);
        }
        texts.forEach((text, times) -> add(cells, bins.cell(feature, Double.NaN, text), times));
        if (others > 0 && !bins.isNumber(feature)) {
            cells[bins.start(feature) + bins.labels(feature).length] += others;
        }
    }

    private static void add(int[] cells, int cell, int times) {
        if (cell != Bins.MISSING) {
            cells[cell] += times;
        }
    }
}
