package io.wirescope.internal.monitoring;

/** Metrics that follow what a room counts itself. Used by one thread at a time. */
interface Sampled {

    /** Brings the metrics up to what the room has now. */
    void sample();
}
