package io.wirescope.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * How many events there are of each type. Mostly there are few, among which looking at one after the other is faster
 * than hashing. Not thread-safe; safe to read once it is published and no longer changed.
 */
final class EventTally {

    private static final int FEW = 16;

    private String[] types = new String[4];
    private int[] counts = new int[4];
    private int size;

    /** Where each type stands; null as long as there are few. */
    private Map<String, Integer> places;

    void add(String type, int count) {
        int place = place(type);
        if (place == size) {
            append(type);
        }
        counts[place] += count;
    }

    /** {@return how many of a type} */
    int of(String type) {
        int place = place(type);
        return place == size ? 0 : counts[place];
    }

    void forEach(ObjIntConsumer<String> taker) {
        for (int place = 0; place < size; place++) {
            taker.accept(types[place], counts[place]);
        }
    }

    private int place(String type) {
        if (places != null) {
            return places.getOrDefault(type, size);
        }
        int place = 0;
        while (place < size && !types[place].equals(type)) {
            place++;
        }
        return place;
    }

    private void append(String type) {
        if (size == types.length) {
            types = Arrays.copyOf(types, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        types[size++] = type;
        if (places != null) {
            places.put(type, size - 1);
        } else if (size > FEW) {
            places = new HashMap<>();
            for (int place = 0; place < size; place++) {
                places.put(types[place], place);
            }
        }
    }
}
