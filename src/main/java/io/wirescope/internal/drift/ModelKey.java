package io.wirescope.internal.drift;

import java.util.Comparator;

/**
 * One version of a model.
 *
 * @param model   its name, an id as {@link io.wirescope.envelope.Identifier} has it
 * @param version its version, such an id, or null where events name none
 */
public record ModelKey(String model, String version) implements Comparable<ModelKey> {

    private static final Comparator<ModelKey> ORDER = Comparator.comparing(ModelKey::model)
            .thenComparing(ModelKey::version, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(ModelKey other) {
        return ORDER.compare(this, other);
    }
}
