package io.wirescope.internal.cluster;

import io.wirescope.delivery.StreamPosition;

/** Is told what is out of the ordinary. Thread-safe; called under locks, so that it must be quick. */
public interface ClusterWatch {

    /** Messages had not come, and were read. */
    void caughtUp(String channel, int messages, long nanos);

    /** Messages are missing for good. */
    void gap(String channel, StreamPosition from, StreamPosition to);
}
