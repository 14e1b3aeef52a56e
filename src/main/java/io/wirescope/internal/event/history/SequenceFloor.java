package io.wirescope.internal.event.history;

/** Knows which sequences earlier runs of the server have given. */
@FunctionalInterface
public interface SequenceFloor {

    /** {@return the greatest that is known, or 0; may take some seconds} */
    long greatestSequence();
}
