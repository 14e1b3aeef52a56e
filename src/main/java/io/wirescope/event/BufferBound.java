package io.wirescope.event;

import io.wirescope.PublicApi;

/** What limits how far back the buffer reaches at the moment. */
@PublicApi
public enum BufferBound {
    /** Nothing was evicted since the start or the last clear. */
    NONE,
    /** The number of events. */
    EVENTS,
    /** The bytes that they hold on to. */
    BYTES
}
