package io.wirescope.connection;

/**
 * Says how many messages a client may send: so many at once, and so many a second from then on. For one
 * thread at a time.
 */
final class TokenBucket {

    private final double perMilli;
    private final double burst;
    private double tokens;
    private long lastMillis;

    /**
     * @param perSecond how many tokens come in a second, from 1
     * @param burst     how many there are at first and at most, from 1
     * @param now       the time in milliseconds
     */
    TokenBucket(int perSecond, int burst, long now) {
        this.perMilli = perSecond / 1000.0;
        this.burst = burst;
        this.tokens = burst;
        this.lastMillis = now;
    }

    /** {@return whether there was a token to take} */
    boolean take(long now) {
        refill(now);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /** {@return whether nobody has taken any for so long that all are there} */
    boolean isFull(long now) {
        refill(now);
        return tokens >= burst;
    }

    // A clock that was set back brings none, and takes none away.
    private void refill(long now) {
        tokens = Math.min(burst, tokens + Math.max(0, now - lastMillis) * perMilli);
        lastMillis = now;
    }
}
