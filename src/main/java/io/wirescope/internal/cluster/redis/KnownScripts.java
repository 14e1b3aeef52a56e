package io.wirescope.internal.cluster.redis;

import io.wirescope.internal.cluster.Script;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The scripts that each connection loads first. Thread-safe. */
final class KnownScripts {

    private final CopyOnWriteArrayList<Script> scripts = new CopyOnWriteArrayList<>();

    /** Adds one. {@return whether it is new} */
    boolean add(Script script) {
        return scripts.addIfAbsent(script);
    }

    List<Script> list() {
        return scripts;
    }
}
