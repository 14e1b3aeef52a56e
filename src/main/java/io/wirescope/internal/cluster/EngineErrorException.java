package io.wirescope.internal.cluster;

/** Thrown when the engine refuses a command. */
public final class EngineErrorException extends RuntimeException {

    /** @param message what the engine said */
    public EngineErrorException(String message) {
        super(message, null, false, false);
    }
}
