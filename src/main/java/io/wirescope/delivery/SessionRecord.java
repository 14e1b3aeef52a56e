package io.wirescope.delivery;

import java.util.List;

/**
 * A session as it is kept, so that its client may resume it.
 *
 * @param token     proves that a client was here; who holds it may resume the session
 * @param clientId  whom the token is for
 * @param positions the channels that the connection was in, each with the place just before the first message that it got
 */
public record SessionRecord(String token, String clientId, List<ChannelPosition> positions) {

    /** Copies the list. */
    public SessionRecord {
        positions = List.copyOf(positions);
    }
}
