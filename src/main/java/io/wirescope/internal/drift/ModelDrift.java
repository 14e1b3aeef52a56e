package io.wirescope.internal.drift;

import io.wirescope.drift.DriftLevel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The drift of one version of a model: learns its reference, counts a window, judges it, and goes on with the next.
 *
 * <p>{@code DRIFT_DETECTED} after a window in which a feature has drifted, {@code DRIFT_CONFIRMED} when one has in three
 * windows in a row, {@code NO_DRIFT} after three windows in a row in which none has. For one thread.
 */
final class ModelDrift {

    /** Windows in a row after which drift is certain, or over. */
    static final int IN_A_ROW = 3;

    /** The verdicts that are kept. */
    static final int HISTORY = 100;

    private final ModelKey key;
    private final ModelConfig config;
    private Learning learning;
    private Reference reference;
    private Counts window;
    private Counts last;
    private byte[] streaks = {};
    private int clean;
    private DriftLevel level = DriftLevel.NO_DRIFT;
    private final Deque<Verdict> history = new ArrayDeque<>();
    private Instant lastEvent;

    ModelDrift(ModelKey key, ModelConfig config, Instant now) {
        this.key = key;
        this.config = config;
        this.learning = new Learning(now);
        this.lastEvent = now;
    }

    ModelKey key() {
        return key;
    }

    ModelConfig config() {
        return config;
    }

    /** {@return the events of the reference so far, or null once it is complete} */
    Learning learning() {
        return learning;
    }

    /** {@return the reference, or null while it is being learned} */
    Reference reference() {
        return reference;
    }

    /** {@return the counts since the last verdict, or null without a reference} */
    Counts window() {
        return window;
    }

    /** {@return the counts of the last verdict, or null before the first} */
    Counts last() {
        return last;
    }

    DriftLevel level() {
        return level;
    }

    /** {@return the verdicts, oldest first} */
    List<Verdict> history() {
        return List.copyOf(history);
    }

    Optional<Verdict> lastVerdict() {
        return Optional.ofNullable(history.peekLast());
    }

    /** {@return how many windows in a row a feature has drifted} */
    int streak(int feature) {
        return streaks[feature];
    }

    /** {@return how many windows in a row nothing has drifted} */
    int clean() {
        return clean;
    }

    Instant lastEvent() {
        return lastEvent;
    }

    /** Counts an event. The caller asks {@link #isDue} afterwards. */
    void add(Inference inference, Instant now) {
        lastEvent = now;
        if (learning != null) {
            learning.add(inference);
            if (learning.events() >= config.referenceEvents()) {
                freeze(now);
            }
        } else {
            window.add(inference);
        }
    }

    /** Takes the events so far as the reference. */
    void freeze(Instant now) {
        use(learning.freeze(Reference.Origin.LEARNED, now), now);
    }

    /** Compares with a reference from now on. What was counted before is dropped, and so is the level. */
    void use(Reference given, Instant now) {
        learning = null;
        reference = given;
        restart(now);
    }

    /** Drops the reference, and learns it anew. */
    void relearn(Instant now) {
        reference = null;
        learning = new Learning(now);
        restart(now);
    }

    private void restart(Instant now) {
        window = reference == null ? null : new Counts(reference.bins(), now);
        last = null;
        streaks = new byte[reference == null ? 0 : reference.bins().size()];
        clean = 0;
        level = DriftLevel.NO_DRIFT;
        history.clear();
    }

    /** {@return whether the window is full, or old and full enough} */
    boolean isDue(Instant now) {
        return window != null && (window.events() >= config.windowEvents() || isOld(now)
                && window.events() >= config.earlyEvents());
    }

    // By the time of day: a window outlives the server, and with it any monotonic clock.
    private boolean isOld(Instant now) {
        return !window.since().plus(config.earlyAfter()).isAfter(now);
    }

    /** {@return how many events are missing for the next verdict as things stand, that of the reference first} */
    int missingEvents(Instant now) {
        if (learning != null) {
            return config.referenceEvents() - learning.events() + config.windowEvents();
        }
        int wanted = isOld(now) ? Math.min(config.earlyEvents(), config.windowEvents()) : config.windowEvents();
        return Math.max(0, wanted - window.events());
    }

    /**
     * Judges the window, and begins the next.
     *
     * @return the verdict, and whether the level has changed with it
     */
    Judgement judge(Instant now) {
        last = window;
        window = new Counts(reference.bins(), now);
        List<Divergence> divergences = divergences();
        int worst = -1;
        int drifted = 0;
        for (int i = 0; i < divergences.size(); i++) {
            boolean drift = divergences.get(i).isDrift();
            streaks[i] = (byte) (drift ? Math.min(IN_A_ROW, streaks[i] + 1) : 0);
            drifted += drift ? 1 : 0;
            worst = worst < 0 || divergences.get(i).psi() > divergences.get(worst).psi() ? i : worst;
        }
        clean = drifted > 0 ? 0 : Math.min(IN_A_ROW, clean + 1);
        DriftLevel before = level;
        level = next(drifted > 0);
        Verdict verdict = new Verdict(now, last.events(), worst < 0 ? 0 : divergences.get(worst).psi(),
                worst < 0 ? null : reference.bins().name(worst),
                worst < 0 ? config.psi() : divergences.get(worst).threshold(), drifted, level);
        note(verdict);
        return new Judgement(verdict, level != before, divergences);
    }

    private DriftLevel next(boolean drifted) {
        if (!drifted) {
            return clean >= IN_A_ROW ? DriftLevel.NO_DRIFT : level;
        }
        for (byte streak : streaks) {
            if (streak >= IN_A_ROW) {
                return DriftLevel.DRIFT_CONFIRMED;
            }
        }
        return level == DriftLevel.NO_DRIFT ? DriftLevel.DRIFT_DETECTED : level;
    }

    private void note(Verdict verdict) {
        if (history.size() == HISTORY) {
            history.removeFirst();
        }
        history.addLast(verdict);
    }

    /** {@return how far each feature was from the reference in the last window; empty before the first verdict} */
    List<Divergence> divergences() {
        List<Divergence> divergences = new ArrayList<>();
        if (last != null) {
            Bins bins = reference.bins();
            DriftGuard guard = new DriftGuard(config.psi(), Math.max(1, bins.size()));
            for (int i = 0; i < bins.size(); i++) {
                divergences.add(Divergence.of(reference.counts().of(i), last.of(i), bins.ordered(i), guard));
            }
        }
        return divergences;
    }

    /** A verdict that was just made, with the figures behind it. */
    record Judgement(Verdict verdict, boolean changed, List<Divergence> divergences) {
    }

    /**
     * Resumes from a state that was kept.
     *
     * @param state what was kept, of this version
     */
    void restore(ModelState state) {
        learning = state.learning();
        reference = state.reference();
        window = state.window();
        last = state.last();
        streaks = state.streaks();
        clean = state.clean();
        level = state.level();
        lastEvent = state.lastEvent();
        history.clear();
        state.history().forEach(this::note);
    }

    /** {@return the state as it is now; shares the counts, so it is to be written before the next event is counted} */
    ModelState state() {
        return new ModelState(key, learning, reference, window, last, streaks, clean, level, lastEvent, history());
    }
}
