package io.wirescope.internal.drift;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The events that a reference is made of. Samples add up: the reference made of those of several servers is the one that a
 * server would make that read all events. For one thread.
 */
final class Learning {

    private final Instant since;
    private final SortedMap<String, FeatureSample> features = new TreeMap<>();
    private int events;
    private long bytes;

    /** @param since when it began */
    Learning(Instant since) {
        this.since = since;
    }

    Instant since() {
        return since;
    }

    int events() {
        return events;
    }

    /** {@return about how many bytes of memory the values take} */
    long bytes() {
        return bytes;
    }

    SortedMap<String, FeatureSample> features() {
        return features;
    }

    /** Notes an event. */
    void add(Inference inference) {
        events++;
        for (int i = 0; i < inference.size(); i++) {
            bytes += sample(inference.names().get(i)).add(inference.numbers()[i], inference.texts()[i]);
        }
    }

    /** {@return whether an event may be noted: its names are among the first that there were} */
    boolean fits(Inference inference, int maxFeatures) {
        if (features.size() + inference.size() <= maxFeatures) {
            return true;
        }
        return features.size() + inference.names().stream().filter(name -> !features.containsKey(name)).count()
                <= maxFeatures;
    }

    private FeatureSample sample(String name) {
        FeatureSample known = features.get(name);
        if (known != null) {
            return known;
        }
        FeatureSample added = new FeatureSample();
        features.put(name, added);
        bytes += FeatureSample.OBJECT_BYTES + 2L * name.length();
        return added;
    }

    /** Adds the values of a feature, and so many events, as they were stored. */
    void restore(int storedEvents, SortedMap<String, FeatureSample> stored) {
        events = Math.addExact(events, storedEvents);
        stored.forEach((name, sample) -> bytes += sample(name).addAll(sample));
    }

    /** {@return the sum of both} */
    Learning plus(Learning other) {
        Learning sum = new Learning(since.isBefore(other.since) ? since : other.since);
        sum.restore(events, features);
        sum.restore(other.events, other.features);
        return sum;
    }

    /** {@return the reference that the events so far make} */
    Reference freeze(Reference.Origin origin, Instant now) {
        String[] names = features.keySet().toArray(String[]::new);
        double[][] edges = new double[names.length][];
        String[][] labels = new String[names.length][];
        for (int i = 0; i < names.length; i++) {
            FeatureSample sample = features.get(names[i]);
            edges[i] = sample.edges();
            labels[i] = edges[i] == null ? sample.labels() : null;
        }
        Bins bins = new Bins(names, edges, labels);
        int[] cells = new int[bins.cells()];
        for (int i = 0; i < names.length; i++) {
            features.get(names[i]).count(bins, i, cells);
        }
        return new Reference(new Counts(bins, since, events, cells), origin, now);
    }
}
