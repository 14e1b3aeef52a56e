package io.wirescope.internal.archive;

import io.wirescope.internal.event.history.ArchiveState;

/**
 * How writing fares. Immutable.
 *
 * @param state     how
 * @param lastError the latest failure, or null when the last attempt succeeded
 */
record ArchiveStatus(ArchiveState state, String lastError) {

    static final ArchiveStatus STARTING = new ArchiveStatus(ArchiveState.STARTING, null);
    static final ArchiveStatus OK = new ArchiveStatus(ArchiveState.OK, null);

    static ArchiveStatus of(ArchiveException failure) {
        return new ArchiveStatus(failure.isFull() ? ArchiveState.FULL : ArchiveState.UNAVAILABLE, failure.getMessage());
    }
}
