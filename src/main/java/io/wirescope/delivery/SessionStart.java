package io.wirescope.delivery;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.List;

/**
 * How a session starts: what it can be resumed with, and whether it has resumed another.
 *
 * @param token     proves, at the next connect, that the session is this client's
 * @param ttl       how long the token is valid after the connection has ended
 * @param resumed   whether it gets all that it missed; null where it asked for no resume
 * @param gaps      the channels of which it may have missed something for good
 * @param positions for each channel it is in, the position just before the first message that it gets
 * @param problems  what was wrong with its request, to be reported
 */
public record SessionStart(String token, Duration ttl, Boolean resumed, List<String> gaps,
        List<ChannelPosition> positions, List<DeliveryRefusedException> problems) {

    /** {@return {@code hello.payload.session} (contract, section 6)} */
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object()
                .add("token", token)
                .add("ttl_seconds", ttl.toSeconds());
        if (resumed != null) {
            json.add("resumed", resumed);
        }
        if (!gaps.isEmpty()) {
            JsonArrayBuilder names = JsonFormat.array();
            gaps.forEach(names::add);
            json.add("gaps", names);
        }
        JsonArrayBuilder places = JsonFormat.array();
        positions.forEach(position -> places.add(position.toJson()));
        return json.add("positions", places).build();
    }
}
