package io.wirescope.envelope;

import jakarta.json.JsonObject;

/**
 * Wraps what a raw client sends into a message, and unwraps what it is answered into bare text: the bridge
 * between the legacy addresses and the envelope side. Stateless and thread-safe.
 */
public final class RawText {

    /** The type of a text that is no JSON object. */
    public static final String TYPE = "text";

    private RawText() {
    }

    /**
     * Wraps a text: a JSON object is a message as it is, anything else the {@code text} of one of type
     * {@value #TYPE}.
     *
     * @param text any text
     * @return the message, without envelope
     */
    public static LegacyMessage wrap(String text) {
        try {
            if (JsonFormat.read(text) instanceof JsonObject object) {
                return new LegacyMessage(object);
            }
        } catch (MalformedJsonException e) {
            // then it is text
        }
        return new LegacyMessage(JsonFormat.object().add("type", TYPE).add("text", text).build());
    }

    /**
     * {@return the bare payload of an answer}
     *
     * @param payload what the envelope side would answer
     */
    public static String unwrap(JsonObject payload) {
        return JsonFormat.write(payload);
    }
}
