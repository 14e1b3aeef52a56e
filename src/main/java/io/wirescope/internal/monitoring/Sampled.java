package io.wirescope.internal.monitoring;

/** Metrics that follow the counts of a component. Used by one thread at a time. */
interface Sampled {

    /** Updates the metrics to the current counts. */
    void sample();
}
