package io.wirescope.internal.config;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Logs what was caught where nothing may get through. Thread-safe.
 *
 * @param logger where it is logged
 */
public record FailureLog(Logger logger) {

    /**
     * Logs a failure as a warning. Throws nothing, because without memory or threads logging may fail too, and the
     * caller has to go on.
     *
     * @param message what failed
     * @param failure what was thrown, an error too
     */
    public void warn(String message, Throwable failure) {
        try {
            logger.logp(Level.WARNING, logger.getName(), null, message, failure);
        } catch (Throwable e) {
            Thread.onSpinWait(); // nothing else is left to do
        }
    }
}
