package io.wirescope.delivery;

import io.wirescope.PublicApi;

/** Thrown when what holds the channels can't be reached, or did not answer in time. Whether a message was sent is not known. */
@PublicApi
public final class BrokerUnavailableException extends RuntimeException {

    /**
     * @param message what failed
     * @param cause   why, or null
     */
    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
