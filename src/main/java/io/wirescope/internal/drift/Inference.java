package io.wirescope.internal.drift;

import java.util.List;

/**
 * The values of one {@code inference.audit} event. One that is neither a finite number nor a text is missing.
 *
 * @param names   the names of the values in ascending order
 * @param numbers the value where it is a finite number, else NaN
 * @param texts   the value where it is a text, else null
 */
record Inference(List<String> names, double[] numbers, String[] texts) {

    /** The name of the model's output, beside those of its features. */
    static final String PREDICTION = "prediction";

    /** The name of the score that it gave. */
    static final String SCORE = "score";

    int size() {
        return names.size();
    }
}
