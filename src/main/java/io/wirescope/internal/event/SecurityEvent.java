package io.wirescope.internal.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventData;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Data of {@code security.login}, {@code security.logout}, {@code security.refreshed} and {@code security.expired}
 * (contract, section 9). It never has a secret.
 *
 * @param subject      who it is, or null
 * @param credential   by what it was recognized, such as {@code session}
 * @param credentialId which credential that was, without being one, or null
 * @param clientRemote the caller's address, or null
 * @param reason       what happened, in a word such as {@code logout}, or null
 */
public record SecurityEvent(String subject, String credential, String credentialId, String clientRemote, String reason)
        implements EventData {

    /** A browser began a session. */
    public static final String LOGIN = "security.login";
    /** A browser ended its session. */
    public static final String LOGOUT = "security.logout";
    /** A connection has a new token. */
    public static final String REFRESHED = "security.refreshed";
    /** A connection or stream ended with its token. */
    public static final String EXPIRED = "security.expired";

    @Override
    public int heapBytes() {
        return SMALL + (subject == null ? 0 : 2 * subject.length());
    }

    @Override
    public JsonObject toJson() {
        JsonObjectBuilder json = JsonFormat.object();
        add(json, "subject", subject);
        add(json, "credential", credential);
        add(json, "credential_id", credentialId);
        add(json, "client_remote", clientRemote);
        add(json, "reason", reason);
        return json.build();
    }

    private static void add(JsonObjectBuilder json, String name, String value) {
        if (value != null) {
            json.add(name, value);
        }
    }
}
