package io.wirescope.internal.upstream;

import java.time.Instant;

/**
 * A call that did not end well, for operators.
 *
 * @param timestamp     when it ended
 * @param requestId     the message's request id
 * @param clientId      whose message it was
 * @param connectionId  on which connection
 * @param type          the message's type
 * @param outcome       how it ended
 * @param status        the HTTP status or the simple name of an exception's class, or null
 * @param reason        what went wrong, or null
 * @param durationNanos how long it took
 */
public record CallFailure(Instant timestamp, String requestId, String clientId, String connectionId, String type,
        Outcome outcome, String status, String reason, long durationNanos) {
}
