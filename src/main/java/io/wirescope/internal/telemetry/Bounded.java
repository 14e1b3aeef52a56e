package io.wirescope.internal.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was put first when it is full. Not thread-safe. */
final class Bounded<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int limit;

    /** @param limit how many entries it has at most */
    Bounded(int limit) {
        this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
    }
}
