package io.wirescope.internal.drift;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * How many values of how many events fell into each cell. Counts add up: those of several servers over the same bins are
 * those of one server that read all events. For one thread.
 */
final class Counts {

    private final Bins bins;
    private final Instant since;
    private final int[] cells;
    private int events;

    /** @param since when it was begun to count */
    Counts(Bins bins, Instant since) {
        this(bins, since, 0, new int[bins.cells()]);
    }

    /** @param cells the counts, which become this object's own */
    Counts(Bins bins, Instant since, int events, int[] cells) {
        this.bins = bins;
        this.since = since;
        this.events = events;
        this.cells = cells;
    }

    Bins bins() {
        return bins;
    }

    Instant since() {
        return since;
    }

    int events() {
        return events;
    }

    /** Counts an event; values that the reference has not are passed over. */
    void add(Inference inference) {
        events++;
        List<String> names = inference.names();
        int feature = 0;
        for (int i = 0; i < names.size() && feature < bins.size(); i++) { // both ascend
            int order = bins.name(feature).compareTo(names.get(i));
            while (order < 0 && ++feature < bins.size()) {
                order = bins.name(feature).compareTo(names.get(i));
            }
            if (order == 0) {
                count(bins.cell(feature, inference.numbers()[i], inference.texts()[i]));
                feature++;
            }
        }
    }

    private void count(int cell) {
        if (cell != Bins.MISSING) {
            cells[cell]++;
        }
    }

    /**
     * {@return the sum of both}
     *
     * @throws IllegalArgumentException when the bins of the other are not the same
     */
    Counts plus(Counts other) {
        if (!bins.isSameAs(other.bins)) {
            throw new IllegalArgumentException("counts over other bins can't be added");
        }
        int[] sum = cells.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.addExact(sum[i], other.cells[i]);
        }
        return new Counts(bins, since.isBefore(other.since) ? since : other.since,
                Math.addExact(events, other.events), sum);
    }

    /** {@return the counts of a feature's cells, and behind them what is missing: the events that no cell has} */
    int[] of(int feature) {
        int[] own = Arrays.copyOfRange(cells, bins.start(feature), bins.end(feature) + 1);
        int present = 0;
        for (int i = 0; i < own.length - 1; i++) {
            present += own[i];
        }
        own[own.length - 1] = events - present; // instead of the next feature's
        return own;
    }
}
