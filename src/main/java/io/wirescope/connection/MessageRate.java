package io.wirescope.connection;

/**
 * Holds one client to its rate of messages: what is over it is refused, and who goes on is refused for
 * good. For one thread at a time.
 */
final class MessageRate {

    private final TokenBucket bucket;
    private final int maxWarnings;
    private int warnings;

    /**
     * @param maxWarnings how many messages are refused before the connection is closed
     */
    MessageRate(TokenBucket bucket, int maxWarnings) {
        this.bucket = bucket;
        this.maxWarnings = maxWarnings;
    }

    /** {@return the rate for one connection, or null where none is set} */
    static MessageRate of(ConnectionConfig config, long now) {
        return config.messagesPerSecond() == 0 ? null
                : new MessageRate(new TokenBucket(config.messagesPerSecond(), config.messageBurst(), now),
                config.rateWarnings());
    }

    RateVerdict next(long now) {
        if (warnings > 0 && bucket.isFull(now)) {
            warnings = 0;
        }
        if (bucket.take(now)) {
            return RateVerdict.ADMITTED;
        }
        warnings++;
        return warnings > maxWarnings ? RateVerdict.CLOSE : RateVerdict.REFUSED;
    }
}
