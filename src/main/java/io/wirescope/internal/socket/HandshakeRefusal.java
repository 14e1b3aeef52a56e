package io.wirescope.internal.socket;

import io.wirescope.internal.http.ErrorBody;
import java.util.HashMap;
import java.util.Map;

/**
 * What a handshake is answered that is refused before the upgrade.
 *
 * @param status  the HTTP status
 * @param error   the body
 * @param headers those of this response only
 */
record HandshakeRefusal(int status, ErrorBody error, Map<String, String> headers) {

    HandshakeRefusal {
        headers = Map.copyOf(headers);
    }

    /** {@return a refusal without headers of its own} */
    static HandshakeRefusal of(int status, ErrorBody error) {
        return new HandshakeRefusal(status, error, Map.of());
    }

    /** {@return the same with one header more} */
    HandshakeRefusal with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new HandshakeRefusal(status, error, more);
    }
}
