package io.wirescope.internal.drift;

import java.util.Arrays;

/**
 * The cells that the values of a model's features are counted in, one after the other for all features. A number falls into
 * one of several bins; a category has a cell, or is one of the others. What is missing has none. Immutable.
 *
 * <p>Flat arrays, because a server keeps them for every version of every model: an object for each feature and its bins
 * would take more than the counts do.
 */
final class Bins {

    /** No cell. */
    static final int MISSING = -1;

    private final String[] names;
    private final double[][] edges;
    private final String[][] labels;
    private final int[] starts;

    /**
     * @param names  the features in ascending order, each once
     * @param edges  of a number the least value of each bin but the first, ascending; null of a category
     * @param labels of a category those that are distinguished, ascending; null of a number
     */
    Bins(String[] names, double[][] edges, String[][] labels) {
        this.names = names;
        this.edges = edges;
        this.labels = labels;
        this.starts = new int[names.length + 1];
        for (int i = 0; i < names.length; i++) {
            starts[i + 1] = starts[i] + 1 + (edges[i] != null ? edges[i].length : labels[i].length);
        }
    }

    /** {@return how many features there are} */
    int size() {
        return names.length;
    }

    /** {@return how many cells all features have} */
    int cells() {
        return starts[names.length];
    }

    String name(int feature) {
        return names[feature];
    }

    /** {@return the place of a feature, or a negative number} */
    int indexOf(String name) {
        return Arrays.binarySearch(names, name);
    }

    boolean isNumber(int feature) {
        return edges[feature] != null;
    }

    /** {@return the edges between the bins of a number; not to be changed} */
    double[] edges(int feature) {
        return edges[feature];
    }

    /** {@return the values that are distinguished of a category; not to be changed} */
    String[] labels(int feature) {
        return labels[feature];
    }

    int start(int feature) {
        return starts[feature];
    }

    /** {@return the cell after the last of a feature} */
    int end(int feature) {
        return starts[feature + 1];
    }

    /** {@return how many of a feature's cells are in the order of their values} */
    int ordered(int feature) {
        return isNumber(feature) ? edges[feature].length + 1 : 0;
    }

    /**
     * {@return the cell of a value, or {@link #MISSING}: a text is no number}
     *
     * @param number a finite number or NaN
     * @param text   a text, or null
     */
    int cell(int feature, double number, String text) {
        if (text == null && Double.isNaN(number)) {
            return MISSING;
        }
        if (isNumber(feature)) {
            return text != null ? MISSING : starts[feature] + bin(edges[feature], number);
        }
        int label = Arrays.binarySearch(labels[feature], text != null ? text : label(number));
        return starts[feature] + (label >= 0 ? label : labels[feature].length);
    }

    private static int bin(double[] edges, double number) {
        int bin = 0;
        while (bin < edges.length && number >= edges[bin]) {
            bin++;
        }
        return bin;
    }

    /** {@return a number as a category is called} */
    static String label(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** {@return whether the other counts the same values in the same cells} */
    boolean isSameAs(Bins other) {
        return Arrays.equals(names, other.names) && Arrays.deepEquals(edges, other.edges)
                && Arrays.deepEquals(labels, other.labels);
    }
}
